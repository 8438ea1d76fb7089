import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseOptions, program, regularExpression, UsageError } from "../../../../scripts/program.ts";
import { packAll, unpackInto } from "../project.ts";
import { bundlerChecks } from "./bundlers.ts";
import type { Check } from "./check.ts";
import { compilerChecks } from "./compilers.ts";
import { nextChecks } from "./next.ts";

const usage = `usage: pnpm tools [PATTERN]

Builds one consumer of the packed packages with every bundler, and checks its types with every supported TypeScript.

  PATTERN      only tools whose title matches this regular expression
  -h, --help   prints this`;

const tools = join(import.meta.dirname, "..", "..", "tools");
const checks: readonly Check[] = [...bundlerChecks, ...nextChecks, ...compilerChecks];

const examples = [bundlerChecks, nextChecks, compilerChecks].map(([first]) => JSON.stringify(first?.title)).join(" or ");

process.exitCode = await program(usage, read, main);

function read(args: readonly string[]): readonly Check[] | "help" {
  const { values, positionals } = parseOptions(args, { help: { type: "boolean", short: "h" } }, "a pattern");
  if (values.help) return "help";
  if (positionals.length > 1) throw new UsageError(`expected one pattern, got ${positionals.join(" ")}`);
  const pattern = regularExpression("PATTERN", positionals[0] ?? "");
  const chosen = checks.filter(({ title }) => pattern.test(title));
  if (chosen.length === 0) throw new UsageError(`expected a pattern that matches a title, such as ${examples}, got ${pattern.source}`);
  return chosen;
}

async function main(chosen: readonly Check[]): Promise<number> {
  // Inside of the project, so that the tools and clients are found as a consumer's are.
  const folder = mkdtempSync(join(tools, ".consumer-"));
  let failed = 0;
  try {
    await layOut(folder);
    for (const { title, run } of chosen) {
      const notes: string[] = [];
      const problem = await run(folder, (note) => notes.push(note)).then(
        () => undefined,
        (error: unknown) => error,
      );
      console.log([`${problem ? "✗" : "✓"} ${title}`, ...notes].join(", "));
      if (problem) console.log(outputOf(problem).replace(/^/gm, "    "));
      if (problem) failed += 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`\n${chosen.length - failed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

/** A stranger's project, with our packages as they are published. */
async function layOut(folder: string): Promise<void> {
  const packed = mkdtempSync(join(folder, "packed-"));
  await packAll(packed);
  cpSync(join(tools, "consumer"), folder, { recursive: true });
  cpSync(join(folder, "program.mjs"), join(folder, "parcel", "program.mjs"));
  unpackInto(join(folder, "node_modules"), packed);
  mkdirSync(join(folder, "out"));
}

function outputOf(error: unknown): string {
  const { stdout = "", stderr = "" }: { stdout?: string; stderr?: string } = Object(error);
  return `${error instanceof Error ? (error.message.split("\n")[0] ?? "") : error}\n${stdout}${stderr}`.trim().slice(0, 2_000);
}
