import { mkdirSync, writeFileSync } from "node:fs";
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
    onSuccess: async () => Object.keys(entry).filter(isSubPath).forEach(writeManifest),
  } satisfies Options);

const isSubPath = (name: string): boolean => name !== "index" && name !== "cli";

/**
 * Makes a sub-path, such as `@sse/core/stream`, a folder with a manifest. Resolvers that don't read `exports` find it there: TypeScript's `node10`, Parcel without
 * `packageExports`, Metro before 0.82.
 */
function writeManifest(name: string): void {
  const dist = `../dist/${name}`;
  const manifest = { type: "module", main: `${dist}.cjs`, module: `${dist}.js`, types: `${dist}.d.ts`, sideEffects: false };
  mkdirSync(name, { recursive: true });
  writeFileSync(`${name}/package.json`, `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** The entries that an adapter passes on from core, one file each, so that its users need no second package. */
export const subPaths: readonly string[] = ["compose", "encode", "page", "protocols", "stream", "typed"];

/** The build of an adapter. */
export const adapter = (): ReturnType<typeof defineConfig> =>
  library(Object.fromEntries(["index", ...subPaths].map((name) => [name, `src/${name}.ts`])));
