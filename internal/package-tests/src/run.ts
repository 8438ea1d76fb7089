import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { packagesFolder } from "./published.ts";

/** Runs a program and resolves with what it printed on standard output; rejects with all that it printed when it fails. */
export function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  const PATH = `${join(packagesFolder, "..", "node_modules", ".bin")}${delimiter}${process.env.PATH}`;
  const shell = process.platform === "win32" && command === "pnpm"; // there it is a batch file
  const { NODE_OPTIONS: _, ...inherited } = process.env; // vitest's own must not reach the program
  const child = spawn(command, args, { cwd, shell, env: { ...inherited, PATH }, stdio: ["ignore", "pipe", "pipe"], timeout: 60_000 });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) resolve(stdout);
      else reject(new Error(`${command} ${args.join(" ")}: expected exit code 0, got ${signal ?? code}\n${stdout}${stderr}`));
    });
  });
}
