import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const source = join(import.meta.dirname, "../src");

/** What a module loads as it is loaded, and what those load: imports of types and imports that run later are not among them. */
function loads(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const statements = readFileSync(file, "utf8").matchAll(/^(?:import|export)\s(?!type\s)[^;]*?from "([^"]+)"/gm);
  for (const [, specifier = ""] of statements) {
    if (specifier.endsWith(".json")) continue;
    if (specifier.startsWith(".")) loads(join(file, "..", specifier), seen);
    else seen.add(specifier);
  }
  return seen;
}

it("the main entry needs neither Node.js nor a package: it runs in browsers, Deno and Bun", () => {
  const modules = [...loads(join(source, "index.ts"))];
  expect(modules.length).toBeGreaterThan(40);
  expect(modules.filter((module) => !module.startsWith(source))).toEqual([]);
});
