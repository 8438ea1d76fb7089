import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { subPaths } from "../tsup.base.ts";

const packages = join(import.meta.dirname, "..", "packages");
const adapters = ["fetch", "undici", "axios", "ky"];

const sourceOf = (name: string, entry: string): string => {
  const file = join(packages, name, "src", `${entry}.ts`);
  return existsSync(file) ? file : join(packages, name, "src", entry, "index.ts");
};
const entries = subPaths.flatMap((entry) => ["core", ...adapters].map((name) => sourceOf(name, entry)));
const program = ts.createProgram(entries, {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  customConditions: ["@sse/source"],
  allowImportingTsExtensions: true,
  noEmit: true,
  noLib: true,
  types: [],
});
const checker = program.getTypeChecker();

/** What a module exports, types included. */
function namesOf(file: string): string[] {
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  return module ? checker.getExportsOfModule(module).map(({ name }) => name) : [];
}

const exportsOf = (name: string): Record<string, unknown> => JSON.parse(readFileSync(join(packages, name, "package.json"), "utf8")).exports;

describe.each(adapters)("@sse/%s", (adapter) => {
  it.each(subPaths)("/%s exports what core's entry of that name exports", (entry) => {
    const names = namesOf(sourceOf("core", entry)).sort();
    expect(names.length).toBeGreaterThan(0);
    expect(namesOf(sourceOf(adapter, entry)).sort()).toEqual(names);
  });

  it("has every entry of core", () => {
    expect(Object.keys(exportsOf(adapter))).toEqual(expect.arrayContaining(Object.keys(exportsOf("core"))));
  });
});
