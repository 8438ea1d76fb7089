import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import type { DecodingResult } from "./decoding.ts";
import type { Effort } from "./measure.ts";
import { conditions } from "./packages.ts";
import type { Runtime } from "./runtimes.ts";

/** Effort for the workloads with these IDs, or for all. */
export type DecodingEffort = Effort & { only?: string[] };

/** The decoders side by side in another runtime. */
export async function decodingIn(runtime: Runtime, effort: DecodingEffort): Promise<DecodingResult[]> {
  const folder = mkdtempSync(join(tmpdir(), "sse-decoding-"));
  try {
    const bundle = join(folder, "decoding.mjs");
    await build({
      entryPoints: [join(import.meta.dirname, "decoding-program.ts")],
      outfile: bundle,
      bundle: true,
      format: "esm",
      // What the packages' own build uses, so that the code is what users get.
      target: "es2022",
      conditions,
      banner: { js: `globalThis.decodingEffort = ${JSON.stringify(effort)};` },
    });
    const lines = (await runtime.run(bundle)).trim().split("\n");
    return lines.map((line) => JSON.parse(line) as DecodingResult); // what the program prints
  } finally {
    rmSync(folder, { recursive: true });
  }
}
