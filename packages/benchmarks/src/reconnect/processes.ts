import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

/** A program of this folder as a process of its own, once it has said the line that its first word is `ready`'s. */
export async function start(
  program: string,
  args: readonly (string | number)[],
  ready: string,
): Promise<{ child: ChildProcess; line: string }> {
  const file = join(import.meta.dirname, program);
  const child = spawn(process.execPath, ["--conditions=@sse/source", file, ...args.map(String)], { stdio: ["ignore", "pipe", "inherit"] });
  const line = await new Promise<string>((resolve, reject) => {
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      const found = new RegExp(`^${ready}.*$`, "m").exec(output);
      if (found) resolve(found[0]);
    });
    child.on("exit", () => reject(new Error(`${program} ended before it was ready`)));
  });
  return { child, line };
}

/** Settles when the process is gone. */
export function killed(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.on("exit", () => resolve());
    child.kill("SIGKILL");
  });
}
