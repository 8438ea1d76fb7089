import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Report } from "@sse/conformance";
import type { RunElsewhere } from "./run-subject.ts";

const program = join(import.meta.dirname, "../../node_modules/.bin/deno");

/** Why Deno can't be started here; `undefined` if it can. */
export const denoIsMissing: string | undefined = existsSync(program) ? undefined : "needs Deno, which npm doesn't have for this machine";

/**
 * Runs a bundle in Deno.
 *
 * @param module - what `bundle` returns
 */
export async function runInDeno(control: string, module: string, options: RunElsewhere): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), "sse-deno-"));
  const [file, report] = [join(folder, "run.mjs"), join(folder, "report.json")];
  const order = `await run(${JSON.stringify(control)}, ${JSON.stringify(options)})`;
  writeFileSync(file, `${module}\nDeno.writeTextFileSync(${JSON.stringify(report)}, JSON.stringify(${order}));\nDeno.exit(0);\n`);
  try {
    const child = spawn(program, ["run", "--allow-net=127.0.0.1,localhost", `--allow-write=${folder}`, "--quiet", file], {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
    });
    const ended = new Promise<number | string | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => resolve(signal ?? code));
    });
    const [errors, status] = await Promise.all([text(child.stderr), ended]);
    if (status !== 0) throw new Error(`Expected a report from Deno, got the end with ${status}: ${errors.slice(-2000)}`);
    return JSON.parse(readFileSync(report, "utf8"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
