import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { defineConfig, type Options } from "tsup";

/** The one build recipe: ESM and CommonJS, with types and source maps for both. A package names its entries, and what is left out of them. */
export const library = (entry: Record<string, string>, external: string[] = []): ReturnType<typeof defineConfig> =>
  defineConfig({
    entry,
    external,
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
    onSuccess: async () => writeSubPaths(),
  } satisfies Options);

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly import: Target; readonly require: Target }>>;
}
interface Target {
  readonly types: string;
  readonly default: string;
}

/**
 * Makes each sub-path of the package, such as `@sse/core/stream`, a folder with a manifest. Resolvers that don't read `exports` find it there: TypeScript's `node10`,
 * Parcel without `packageExports`, Metro before 0.82.
 */
function writeSubPaths(): void {
  const { exports }: Manifest = JSON.parse(readFileSync("package.json", "utf8"));
  for (const [path, target] of Object.entries(exports)) {
    if (path === "." || typeof target === "string") continue;
    const from = (file: string): string => relative(path, file).replaceAll("\\", "/");
    const main = from(target.require.default);
    const manifest = { type: "module", main, module: from(target.import.default), types: from(target.import.types), sideEffects: false };
    mkdirSync(path, { recursive: true });
    writeFileSync(`${path}/package.json`, `${JSON.stringify(manifest, undefined, 2)}\n`);
  }
}

/** The entries that an adapter passes on from core, one file each, so that its users need no second package. */
export const subPaths: readonly string[] = ["compose", "encode", "guard", "log", "page", "protocols", "stream", "typed"];

/** The build of an adapter. */
export const adapter = (): ReturnType<typeof defineConfig> =>
  library(Object.fromEntries(["index", ...subPaths].map((name) => [name, `src/${name}.ts`])));
