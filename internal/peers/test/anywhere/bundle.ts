import { join } from "node:path";
import { build } from "esbuild";

/** The suite and the fetch adapter in one file: a module that exports `run`. */
export async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, "run.ts")],
    bundle: true,
    format: "esm",
    platform: "browser",
    conditions: ["@sse/source"],
    target: "es2022",
    write: false,
    logLevel: "silent",
  });
  const [file] = outputFiles;
  if (!file) throw new Error("esbuild wrote no file");
  return file.text;
}
