/**
 * Everything that CI checks, as one command that ends with one line: `N passed, M failed`.
 *
 *     node scripts/verify.ts            all of it (npm test)
 *     node scripts/verify.ts --quick    what fits into a minute (pnpm check)
 *
 * Results of unchanged packages come from turbo's cache.
 */
import { longTests } from "../vitest.base.ts";
import { parseArguments, type Request, usage } from "./arguments.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { program } from "./program.ts";
import { elapsed, Progress } from "./progress.ts";
import { steps } from "./steps.ts";

process.exitCode = await program(usage, parseArguments, main);

async function main(request: Request): Promise<number> {
  const outcomes = await runSteps(request);
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  const failed = outcomes.flatMap((outcome) => outcome.failed);
  if (request.quick && !request.selection) printLeftOut();
  printSkipped(outcomes.flatMap(({ skipped }) => skipped));
  printFailed(failed);
  console.log(`\n${elapsed()} in all\n${passed} passed, ${failed.length} failed`);
  return failed.length === 0 ? 0 : 1;
}

async function runSteps(request: Request): Promise<Outcome[]> {
  const progress = new Progress();
  const all: Outcome[] = [];
  for (const together of steps(request)) {
    const outcomes = await Promise.all(
      together.map(async (step) => {
        const began = performance.now();
        const result = await progress
          .during(step.title, step.run(progress))
          .catch((error: unknown) => [outcomeOf(step.title, 1, `${step.title} broke off: ${error}`)]);
        for (const outcome of result) printOutcome(progress, outcome, elapsed(began));
        return result;
      }),
    );
    all.push(...outcomes.flat());
  }
  progress.stop();
  return all;
}

function printOutcome(progress: Progress, { title, passed, failed, unit, cached, details }: Outcome, time: string): void {
  const counts = [unit && `${passed} ${unit}`, cached > 0 && `${cached} cached`, failed.length > 0 && `${failed.length} failed`];
  progress.print(
    `${failed.length === 0 ? "✓" : "✗"} ${title.padEnd(10)} ${time.padStart(7)}   ${counts.filter(Boolean).join(", ")}`.trimEnd(),
  );
  if (details) progress.print(`\n${details.trim()}\n`);
}

function printLeftOut(): void {
  console.log("\nOnly `npm test` builds the packages and runs these tests:");
  for (const { files, reason } of longTests) console.log(`  ${files}  (${reason})`);
}

/** One line for each file and reason. */
function printSkipped(skipped: Outcome["skipped"]): void {
  if (skipped.length === 0) return;
  console.log(`\n${skipped.length} skipped:`);
  const groups = Map.groupBy(skipped, ({ file, reason }) => `${file}: ${reason}`);
  for (const [place, { length }] of groups) console.log(`  ${place}${length > 1 ? ` (${length} tests)` : ""}`);
}

/** Once more, at the end: thousands of lines may have come after a failure. */
function printFailed(failed: readonly string[]): void {
  if (failed.length > 0) console.log(`\n${failed.map((line) => `✗ ${line}`).join("\n")}`);
}
