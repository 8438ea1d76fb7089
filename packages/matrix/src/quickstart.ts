import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";
import ts from "typescript";

/** Where a README's quickstart says that the server is. */
const documented = "http://localhost:8000";

/** The first `ts` block of a package's README, which is its quickstart. */
export function quickstartOf(folder: string): string {
  const readme = join(folder, "README.md");
  const block = existsSync(readme) ? /^```ts\n(.*?)^```$/ms.exec(readFileSync(readme, "utf8")) : null;
  if (!block?.[1]) throw new Error(`${readme}: expected a first \`\`\`ts block, the quickstart, got none`);
  return block[1];
}

/** The quickstart as a user of CommonJS writes it: imports first, which become `require`, and an async function, since there is no top-level await. */
export function inAsyncFunction(code: string): string {
  const source = ts.createSourceFile("quickstart.ts", code, ts.ScriptTarget.ES2022);
  const end = Math.max(0, ...source.statements.filter(ts.isImportDeclaration).map((it) => it.end));
  return `${code.slice(0, end)}\nexport async function main(): Promise<void> {${code.slice(end)}}\nmain();\n`;
}

/** What a compiler for ES2022 makes of it, asking the server at `origin`. */
export const compiled = (code: string, format: "esm" | "cjs", origin: string): string =>
  transformSync(code, { loader: "ts", format, target: "es2022" }).code.replaceAll(documented, origin);
