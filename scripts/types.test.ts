import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const absolute = (path: string): string => join(root, path).replaceAll("\\", "/");

/** The folders of the tsconfigs that the packages' `typecheck` tasks check. */
const projects = globSync("{scripts,examples,{packages,internal}/*}/package.json", { cwd: root }).flatMap((file) => {
  const { scripts }: { scripts?: Record<string, string> } = JSON.parse(readFileSync(join(root, file), "utf8"));
  return [...(scripts?.typecheck ?? "").matchAll(/-p (\S+)/g)].map(([, folder = ""]) => join(file, "..", folder));
});

/** What `pnpm tools` checks: each with a compiler, types or a framework that the project itself doesn't have. */
const checkedByTools = "internal/matrix/tools/consumer/{next/**/*,types/without-*}";

it("every TypeScript file belongs to a project that is type-checked", () => {
  const checked = new Set(
    projects.flatMap((project) => {
      const { config } = ts.readConfigFile(absolute(join(project, "tsconfig.json")), ts.sys.readFile);
      return ts.parseJsonConfigFileContent(config, ts.sys, absolute(project)).fileNames;
    }),
  );
  const files = globSync("**/*.{ts,mts,cts,tsx}", { cwd: root, exclude: (path) => /(^|[\\/])(node_modules|dist)([\\/]|$)/.test(path) });
  const elsewhere = new Set(globSync(checkedByTools, { cwd: root }));
  expect(files.filter((file) => !elsewhere.has(file) && !checked.has(absolute(file)))).toEqual([]);
});
