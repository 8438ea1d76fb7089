import { join } from "node:path";
import { build } from "esbuild";
import { expect, it } from "vitest";

const source = join(import.meta.dirname, "../src");

it("the main entry loads no module of Node.js: it is bundled into one file for a browser", async () => {
  // esbuild refuses what a browser doesn't have, also where it would be loaded later.
  const { metafile, warnings } = await build({
    entryPoints: [join(source, "index.ts")],
    bundle: true,
    format: "esm",
    platform: "browser",
    conditions: ["@sse/source"],
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  expect(warnings).toEqual([]);
  const inputs = Object.entries(metafile.inputs);
  expect(inputs.length).toBeGreaterThan(40);
  expect(
    inputs.flatMap(([, { imports }]) => imports.filter(({ external, path }) => external && path !== "<runtime>").map(({ path }) => path)),
  ).toEqual([]);
  expect(inputs.map(([path]) => path).filter((path) => /host\/node|local-server|node_modules/.test(path))).toEqual([]);
});
