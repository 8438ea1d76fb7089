import { join, relative } from "node:path";
import { transformSync } from "esbuild";
import ts from "typescript";
import { type Block, blocks } from "../../../scripts/documents/blocks.ts";
import { packagesFolder } from "./published.ts";

/** The first `ts` block of a package's README. */
export const quickstartOf = (folder: string): Block | undefined => blocksOf(folder).find(({ language }) => language === "ts");

/** The `js` blocks of a README, each a module that exports a subject. */
export const subjectsOf = (folder: string): string[] => blocksOf(folder).flatMap(({ language, code }) => (language === "js" ? code : []));

function blocksOf(folder: string): Block[] {
  const readme = relative(join(packagesFolder, ".."), join(folder, "README.md"));
  return blocks.filter(({ place }) => place.startsWith(`${readme}:`));
}

/** The code as a user of CommonJS writes it: where it awaits, imports first, which become `require`, and a function around the rest. */
export function asCommonJs(code: string): string {
  const source = ts.createSourceFile("quickstart.ts", code, ts.ScriptTarget.ES2022);
  if (!awaits(source)) return code;
  const end = Math.max(0, ...source.statements.filter(ts.isImportDeclaration).map((it) => it.end));
  return `${code.slice(0, end)}\nexport async function main(): Promise<void> {${code.slice(end)}}\nvoid main();\n`;
}

const awaits = (node: ts.Node): boolean =>
  ts.isAwaitExpression(node) ||
  (ts.isForOfStatement(node) && node.awaitModifier !== undefined) ||
  (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.AwaitUsing) === ts.NodeFlags.AwaitUsing) ||
  (!ts.isFunctionLike(node) && ts.forEachChild(node, awaits) === true);

/** What a compiler for ES2022 makes of the code, with the server where it is. */
export const compile = (code: string, format: "esm" | "cjs", origin: string): string =>
  transformSync(code, { loader: "ts", format, target: "es2022" }).code.replaceAll("http://localhost:8000", origin);
