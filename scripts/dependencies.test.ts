import { globSync, readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join, relative } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

const packagesIn = (parent: "packages" | "internal"): (Manifest & { readonly folder: string })[] =>
  readdirSync(join(root, parent)).map((name) => {
    const folder = join(root, parent, name);
    const manifest: Manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return { ...manifest, folder };
  });
const packages = packagesIn("packages");
const adapters = packages.filter(({ name, dependencies }) => name !== "@sse/testing" && dependencies && "@sse/core" in dependencies);
const published = packages.filter((it) => !it.private);
const unpublished = packagesIn("internal").map(({ name }) => name);

/** Every import and re-export of the TypeScript files in a folder. */
function importsOf(folder: string): Import[] {
  return globSync("**/*.ts", { cwd: folder, exclude: (path) => /(^|[\\/])(node_modules|dist)$/.test(path) }).flatMap((name) => {
    const path = join(folder, name);
    const file = relative(root, path);
    const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ES2022, true);
    const found: Import[] = [];
    const visit = (node: ts.Node): void => {
      const from = ts.isImportDeclaration(node) || ts.isExportDeclaration(node) ? node.moduleSpecifier : undefined;
      if (from && ts.isStringLiteral(from)) found.push({ file, specifier: from.text, typeOnly: isTypeOnly(node) });
      const [argument] = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword ? node.arguments : [];
      if (argument && ts.isStringLiteral(argument)) found.push({ file, specifier: argument.text, typeOnly: false });
      const inType = ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
      if (inType && ts.isStringLiteral(inType)) found.push({ file, specifier: inType.text, typeOnly: true });
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
}

const isTypeOnly = (node: ts.Node): boolean =>
  ts.isImportDeclaration(node)
    ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
    : ts.isExportDeclaration(node) && node.isTypeOnly;

/** Whether it's a file of the same package: by a path, or by a name that its manifest's `imports` gives it. */
const isRelative = ({ specifier }: Import): boolean => /^[.#]/.test(specifier);
const isBuiltin = ({ specifier }: Import): boolean => specifier.startsWith("node:") || builtinModules.includes(specifier);
const packageOf = ({ specifier }: Import): string => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
const places = (found: readonly Import[]): string[] => found.map(({ file, specifier }) => `${file} imports ${specifier}`);
const source = (name: string): Import[] =>
  packages.filter((it) => it.name === name).flatMap(({ folder }) => importsOf(join(folder, "src")));

describe("dependencies point one way", () => {
  it("packages/ holds what is published, internal/ what isn't", () => {
    expect(packages.filter((it) => it.private).map(({ name }) => name)).toEqual([]);
    expect(packagesIn("internal").filter((it) => !it.private)).toEqual([]);
  });

  it("core imports nothing", () => {
    expect(places(source("@sse/core").filter((it) => !isRelative(it)))).toEqual([]);
  });

  it("core's tests do not know the conformance suite", () => {
    const core = packages.filter(({ name }) => name === "@sse/core");
    const all = core.flatMap(({ folder, ...manifest }) => [
      ...importsOf(folder),
      ...Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).map((specifier) => ({
        file: "package.json",
        specifier,
        typeOnly: false,
      })),
    ]);
    expect(places(all.filter((it) => packageOf(it) === "@sse/conformance"))).toEqual([]);
  });

  it.each(adapters)(
    "$name imports core and its own client, and `node:` only for undici, which is Node's own",
    ({ name, peerDependencies }) => {
      const allowed = ["@sse/core", ...Object.keys(peerDependencies ?? {})];
      const found = source(name).filter((it) => !isRelative(it) && !allowed.includes(packageOf(it)));
      expect(places(name === "@sse/undici" ? found.filter((it) => !isBuiltin(it)) : found)).toEqual([]);
    },
  );

  it("testing imports core, and Node's modules only in its entry for Node", () => {
    const found = source("@sse/testing").filter((it) => !isRelative(it) && !it.typeOnly && packageOf(it) !== "@sse/core");
    const forNode = ["record", "replay", "serve"].map((name) => join("packages", "testing", "src", `${name}.ts`));
    expect(places(found.filter((it) => !isBuiltin(it) || !forNode.includes(it.file)))).toEqual([]);
    const main = source("@sse/testing").filter(({ file }) => !forNode.includes(file) && !file.endsWith("node.ts"));
    expect(places(main.filter((it) => /^\.\/(record|replay|serve|node)\.ts$/.test(it.specifier)))).toEqual([]);
  });

  it("conformance knows core's types, and nothing of it when it runs", () => {
    const found = source("@sse/conformance").filter((it) => packageOf(it).startsWith("@sse/"));
    expect(places(found.filter((it) => packageOf(it) !== "@sse/core" || !it.typeOnly))).toEqual([]);
  });

  it("no published source imports what isn't published", () => {
    const found = published.flatMap(({ folder }) => importsOf(join(folder, "src")));
    expect(places(found.filter((it) => [...unpublished, "@sse/examples"].includes(packageOf(it))))).toEqual([]);
  });

  it.each(published)("$name declares what its source imports", ({ name, dependencies, peerDependencies }) => {
    const declared = Object.keys({ ...dependencies, ...peerDependencies });
    const found = source(name).filter((it) => !it.typeOnly && !isRelative(it) && !isBuiltin(it));
    expect(places(found.filter((it) => !declared.includes(packageOf(it))))).toEqual([]);
  });

  it("no file imports from another package's tests", () => {
    const found = ["packages", "internal", "examples", "scripts"].flatMap((folder) => importsOf(join(root, folder)));
    const testsOf = (path: string): string | undefined => /^(?:packages|internal)\/[^/]+\/test(?=\/)/.exec(path.replaceAll("\\", "/"))?.[0];
    const outside = ({ file, specifier }: Import): boolean => {
      const tests = testsOf(join(file, "..", specifier));
      return tests !== undefined && !file.startsWith(join(tests, ".."));
    };
    expect(places(found.filter((it) => isRelative(it) && outside(it)))).toEqual([]);
  });

  it.each(published)("$name reaches into no other package by path", ({ name, folder }) => {
    const outside = ({ file, specifier }: Import): boolean => relative(folder, join(root, file, "..", specifier)).startsWith("..");
    expect(places(source(name).filter((it) => isRelative(it) && outside(it)))).toEqual([]);
  });
});
