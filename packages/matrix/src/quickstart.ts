import { join, relative } from "node:path";
import { transformSync } from "esbuild";
import ts from "typescript";
import { type Block, blocks } from "../../../scripts/documents/blocks.ts";
import { packagesFolder } from "./published.ts";

/** The first `ts` block of a package's README; where there is none, one that runs nowhere and says so. */
export function quickstartOf(folder: string): Block {
  const readme = relative(join(packagesFolder, ".."), join(folder, "README.md"));
  const block = blocks.find(({ place, language }) => place.startsWith(`${readme}:`) && language === "ts");
  if (block) return block;
  const code = `throw ${JSON.stringify(`${readme}: expected a first ts block, the quickstart, got none`)} satisfies Error;\n`;
  return { place: readme, folder, language: "ts", given: "", code, output: undefined };
}

/** The code as a user of CommonJS writes it: imports first, which become `require`, and a function around the rest, for want of top-level await. */
export function inAsyncFunction(code: string): string {
  const { statements } = ts.createSourceFile("quickstart.ts", code, ts.ScriptTarget.ES2022);
  const end = Math.max(0, ...statements.filter(ts.isImportDeclaration).map((it) => it.end));
  return `${code.slice(0, end)}\nexport async function main(): Promise<void> {${code.slice(end)}}\nvoid main();\n`;
}

/** What a compiler for ES2022 makes of the code, with the server where it is. */
export const compile = (code: string, format: "esm" | "cjs", origin: string): string =>
  transformSync(code, { loader: "ts", format, target: "es2022" }).code.replaceAll("http://localhost:8000", origin);
