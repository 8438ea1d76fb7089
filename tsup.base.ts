import { defineConfig, type Options } from "tsup";

/** The one build recipe: ESM and CommonJS, with types and source maps for both. A package names its entries and nothing else. */
export const library = (entry: Record<string, string>): ReturnType<typeof defineConfig> =>
  defineConfig({
    entry,
    format: ["esm", "cjs"],
    target: "es2022",
    // `await using` needs these types, which a browser's project does not list by itself; without them it would be shown errors of ours.
    dts: { banner: '/// <reference lib="esnext.disposable" />' },
    sourcemap: true,
    clean: true,
    // Two entries of one package must share one class, in CommonJS too: `instanceof` holds across them.
    splitting: true,
    treeshake: true,
    // Without its prefix `node:test` is a package, and Deno and workers know no built-in modules at all.
    removeNodeProtocol: false,
  } satisfies Options);
