import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { describeHost } from "./host.ts";

export interface Ended {
  readonly code: number;
  /** Both outputs, in the order in which they came. */
  readonly output: string;
}

const root = join(import.meta.dirname, "..");

/** Minutes. The slowest step takes three on two cores, so this leaves time for a machine half as fast and for more tests. */
const limit = 15;

/**
 * Runs a tool of node_modules by its script, which needs no shell on any platform.
 *
 * @param onLine Sees each line of standard output as it comes.
 */
export function command(
  script: string,
  args: readonly string[],
  onLine?: (line: string) => void,
  environment?: NodeJS.ProcessEnv,
): Promise<Ended> {
  const PATH = `${join(root, "node_modules", ".bin")}${delimiter}${process.env.PATH}`;
  const quiet = { CI: "true", NO_COLOR: "1", TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" };
  const child = spawn(process.execPath, [join(root, "node_modules", ...script.split("/")), ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...quiet, PATH, SSE_HOST: describeHost(), ...environment },
    timeout: limit * 60_000,
  });
  let output = "";
  const collect = (line: string): void => {
    output += `${line}\n`;
  };
  createInterface({ input: child.stdout }).on("line", (line) => {
    collect(line);
    onLine?.(line);
  });
  createInterface({ input: child.stderr }).on("line", collect);
  // A signal for this process alone would leave the tool running.
  const stop = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.once("SIGTERM", stop);
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ code: 1, output: String(error) }));
    child.on("close", (code, signal) => {
      process.off("SIGTERM", stop);
      const reason =
        signal === "SIGTERM" ? `\nEnded after the limit of ${limit} minutes, or by SIGTERM from outside` : `\nEnded by ${signal}`;
      resolve({ code: code ?? 1, output: signal ? output + reason : output });
    });
  });
}
