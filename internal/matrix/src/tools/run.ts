/** Builds one consumer with every tool that one may have: `pnpm tools [PATTERN]`. PATTERN is a regular expression over the titles. */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { packAll, unpackInto } from "../project.ts";
import { type Bundler, bundlers } from "./bundlers.ts";
import { type TypeCheck, typeChecks } from "./compilers.ts";

const execute = promisify(execFile);
const tools = join(import.meta.dirname, "..", "..", "tools");

/** What every build of the program sees: two events in four ways, one, and a refusal. */
const expected = JSON.stringify([..."ababababa", true]);

interface Check {
  readonly title: string;
  run(folder: string): Promise<void>;
}

const pattern = new RegExp(process.argv[2] ?? "");
const checks: readonly Check[] = [
  ...bundlers.map((bundler) => ({ title: bundler.title, run: (folder: string) => bundle(bundler, folder) })),
  ...typeChecks.map((check) => ({ title: check.title, run: (folder: string) => typeCheck(check, folder) })),
].filter(({ title }) => pattern.test(title));

// Inside of the project, so that the tools and clients are found as a consumer's are.
const folder = mkdtempSync(join(tools, ".consumer-"));
let failed = 0;
try {
  const packed = mkdtempSync(join(folder, "packed-"));
  await packAll(packed);
  cpSync(join(tools, "consumer"), folder, { recursive: true });
  cpSync(join(folder, "program.mjs"), join(folder, "parcel", "program.mjs"));
  unpackInto(join(folder, "node_modules"), packed);
  mkdirSync(join(folder, "out"));
  for (const { title, run } of checks) {
    const problem = await run(folder).then(
      () => undefined,
      (error: unknown) => error,
    );
    console.log(`${problem ? "✗" : "✓"} ${title}`);
    if (problem) console.log(outputOf(problem).replace(/^/gm, "    "));
    if (problem) failed += 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`\n${checks.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

async function bundle({ commands, output, accepts = [] }: Bundler, cwd: string): Promise<void> {
  for (const command of commands) await execute(process.execPath, command, { cwd, timeout: 180_000 });
  const { stdout } = await execute(process.execPath, ["check.cjs", output], { cwd, timeout: 60_000 });
  if (stdout.trim() !== expected) throw new Error(`Expected ${expected}, got ${stdout}`);
  for (const [file = "", ...args] of accepts) await execute(file, args, { cwd, timeout: 60_000 });
}

async function typeCheck({ version, config }: TypeCheck, cwd: string): Promise<void> {
  writeFileSync(join(cwd, "tsconfig.json"), JSON.stringify(config));
  await execute(process.execPath, [join(tools, "node_modules", `typescript-${version}`, "bin", "tsc"), "-p", "."], {
    cwd,
    timeout: 120_000,
  });
}

function outputOf(error: unknown): string {
  const { stdout = "", stderr = "" }: { stdout?: string; stderr?: string } = Object(error);
  return `${error instanceof Error ? (error.message.split("\n")[0] ?? "") : error}\n${stdout}${stderr}`.trim().slice(0, 2_000);
}
