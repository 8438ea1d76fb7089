import { spawn } from "node:child_process";
import { join } from "node:path";
import { bundle } from "../bundle.ts";
import type { Cell } from "../cells.ts";
import type { CellReport, Order } from "../suite.ts";
import { LIMIT } from "./limit.ts";
import { mark } from "./mark.ts";

/** Runs a cell as a program of Node, Bun or Deno. */
export async function runInProcess({ runtime, client }: Cell, project: string, order: Order): Promise<CellReport> {
  const rename = runtime.kind === "bun" && client.subject === "undici" ? { undici: "real-client" } : {};
  const program = await bundle(project, client, "program.ts", "program", rename);
  const flags = runtime.kind === "deno" ? ["run", "--allow-all", "--node-modules-dir=manual", "--quiet"] : [];
  return start(runtime.path ?? "", [...flags, program, JSON.stringify(order)], project);
}

/** Runs a cell in edge-runtime, in a process of its own. */
export async function runInEdgeRuntime({ runtime, client }: Cell, project: string, order: Order): Promise<CellReport> {
  const script = await bundle(project, client, "global.ts", "script");
  const report = await start(process.execPath, [join(import.meta.dirname, "edge-program.ts"), script, JSON.stringify(order)], project);
  return { ...report, runtime: runtime.title };
}

/** Runs a cell in workerd, in a process of its own. */
export async function runInWorkerd({ runtime, client }: Cell, project: string, order: Order): Promise<CellReport> {
  const worker = await bundle(project, client, "worker.ts", "worker");
  // While bytes flow without a pause, workerd runs neither timers nor other requests' callbacks, so neither the abort nor the case's limit comes.
  const ordered: Order = { ...order, without: ["closing/abort-while-bytes-flow"], jobs: 2 };
  const args = [join(import.meta.dirname, "workerd-program.ts"), worker, JSON.stringify(ordered)];
  const report = await start(process.execPath, args, project);
  return { ...report, runtime: runtime.title };
}

function start(command: string, args: readonly string[], cwd: string): Promise<CellReport> {
  const child = spawn(command, args, {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_OPTIONS: "", NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", DO_NOT_TRACK: "1" },
    timeout: LIMIT,
    killSignal: "SIGKILL",
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const line = output.split("\n").find((it) => it.startsWith(mark));
      if (line) resolve(JSON.parse(line.slice(mark.length)));
      else reject(new Error(`Expected a report, got the end with ${signal ?? code}:\n${output.slice(-2000)}`));
    });
  });
}
