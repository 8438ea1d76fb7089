import { join } from "node:path";
import ts from "typescript";
import type { Published } from "./published.ts";

/** Every public name of a package with its declaration, from the built types and without their comments: what a reviewer wants to see change. */
export function publicApi({ name, folder, manifest }: Published): string {
  const entries = Object.entries(manifest.exports).flatMap(([entry, target]) => {
    return typeof target === "string" ? [] : [{ title: join(name, entry), file: join(folder, target.import.types) }];
  });
  const program = ts.createProgram(
    entries.map(({ file }) => file),
    { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, noLib: true, types: [] },
  );
  const checker = program.getTypeChecker();
  const printer = ts.createPrinter({ removeComments: true });

  const describe = (symbol: ts.Symbol): string => {
    const local = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const own = local.declarations?.filter((it) => it.getSourceFile().fileName.startsWith(folder.replaceAll("\\", "/"))) ?? [];
    if (own.length === 0) return `export { ${symbol.name} } from ${originOf(symbol)};`;
    return own
      .map((it) => printer.printNode(ts.EmitHint.Unspecified, ts.isVariableDeclaration(it) ? it.parent.parent : it, it.getSourceFile()))
      .join("\n");
  };

  return entries
    .map(({ title, file }) => {
      const source = program.getSourceFile(file);
      const module = source && checker.getSymbolAtLocation(source);
      const names = module ? checker.getExportsOfModule(module) : [];
      const lines = names.sort((a, b) => (a.name < b.name ? -1 : 1)).map(describe);
      return `// ${title}\n\n${lines.join("\n\n")}\n`;
    })
    .join("\n\n");
}

/** The module that a re-exported name comes from, as the declaration file writes it. */
function originOf(symbol: ts.Symbol): string {
  const specifier = symbol.declarations?.find(ts.isExportSpecifier);
  return specifier?.parent.parent.moduleSpecifier?.getText() ?? "elsewhere";
}
