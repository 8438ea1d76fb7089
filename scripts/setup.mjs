// @ts-check
// What `npm start` and `npm test` run. It is plain JavaScript without a dependency, because on a fresh machine it comes before everything else.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const pnpm = "pnpm@12.21.0";
const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @type {Record<string, { build: string[], program: string }>} */
const tasks = {
  demo: { build: ["@sse/core", "@sse/fetch", "@sse/undici", "@sse/axios", "@sse/ky", "@sse/examples"], program: "examples/dist/demo.js" },
  verify: { build: [], program: "scripts/verify.ts" },
};

const [name = "", ...args] = process.argv.slice(2);
const task = tasks[name];
if (!task) {
  console.error(`setup: expected a task (${Object.keys(tasks).join(", ")}), got "${name}"`);
  process.exit(2);
}

process.chdir(root);
process.env.TURBO_TELEMETRY_DISABLED = "1";
process.env.DO_NOT_TRACK = "1";

await quietly("install", ...npx("--yes", pnpm, "install", "--frozen-lockfile", "--config.confirmModulesPurge=false"));

// The newer Node that the install brings on Linux; elsewhere the one that runs this file.
const bundled = join(root, "node_modules", ".bin", "node");
const node = existsSync(bundled) ? bundled : process.execPath;

if (task.build.length > 0) {
  const turbo = join("node_modules", "turbo", "bin", "turbo");
  await quietly("build", node, [turbo, "run", "build", "--output-logs=errors-only", ...task.build.map((it) => `--filter=${it}`)]);
}
await handOver(node, [task.program, ...args]);

/**
 * npm's own npx as a script: on Windows `npx` is a batch file, which cannot be spawned without a shell.
 * @param {...string} command
 * @returns {[string, string[]]}
 */
function npx(...command) {
  const script = join(dirname(process.env.npm_execpath ?? ""), "npx-cli.js");
  return existsSync(script) ? [process.execPath, [script, ...command]] : ["npx", command];
}

/**
 * One line when it succeeds; when it fails, all that the command printed, and the end.
 * @param {string} title
 * @param {string} command
 * @param {string[]} rest
 */
async function quietly(title, command, rest) {
  const start = performance.now();
  if (process.stderr.isTTY) process.stderr.write(`  ${title} …\r`);
  // A first install can take a minute, and the log of a CI shouldn't be silent for so long.
  const progress = setInterval(() => console.error(`… ${title} ${Math.round((performance.now() - start) / 1000)} s`), 10_000);
  const child = spawn(command, rest, { stdio: ["ignore", "pipe", "pipe"], shell: command === "npx" && process.platform === "win32" });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  const code = await ended(child);
  clearInterval(progress);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.error(`${code === 0 ? "✓" : "✗"} ${title.padEnd(10)} ${seconds} s`);
  if (code === 0) return;
  console.error(output);
  if (name === "verify") console.log("0 passed, 1 failed");
  process.exit(code);
}

/**
 * The task takes the terminal over: its exit code is ours, and so is the signal that ends it.
 * @param {string} command
 * @param {string[]} rest
 */
async function handOver(command, rest) {
  const child = spawn(command, rest, { stdio: "inherit" });
  // Ctrl-C reaches the whole process group: the task decides what it means. Any other sender signals only this process.
  process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"));
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  process.exit(await ended(child));
}

/**
 * The exit code as a shell reports it: 128 and the signal's number for a child that a signal ended.
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<number>}
 */
function ended(child) {
  return new Promise((resolve) => {
    child.on("error", (error) => {
      console.error(String(error));
      resolve(1);
    });
    child.on("close", (code, signal) => resolve(code ?? { SIGINT: 130, SIGTERM: 143 }[String(signal)] ?? 1));
  });
}
