import { join } from "node:path";
import { build } from "esbuild";

/**
 * The suite and a subject in one file: a module that exports `run` to run in a page, a worker or another runtime.
 *
 * @param subject - the path of a module whose default export is a `Subject`
 */
export async function bundle(subject: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import subject from ${JSON.stringify(subject)};
import { runSubject } from ${JSON.stringify(join(import.meta.dirname, "run-subject.ts"))};
export const run = (control, options) => runSubject(subject, control, options);`,
      resolveDir: import.meta.dirname,
    },
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
