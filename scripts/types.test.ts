import { globSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";
import { typeProjects } from "./steps.ts";

it("every TypeScript file belongs to a project that is type-checked", () => {
  const root = join(import.meta.dirname, "..");
  const absolute = (path: string): string => join(root, path).replaceAll("\\", "/");
  const checked = new Set(
    typeProjects().flatMap((project) => {
      const { config } = ts.readConfigFile(absolute(project), ts.sys.readFile);
      return ts.parseJsonConfigFileContent(config, ts.sys, join(absolute(project), "..")).fileNames;
    }),
  );
  const files = globSync("**/*.{ts,mts,cts,tsx}", { cwd: root, exclude: (path) => /(^|[\\/])(node_modules|dist)([\\/]|$)/.test(path) });
  expect(files.filter((file) => !checked.has(absolute(file)))).toEqual([]);
});
