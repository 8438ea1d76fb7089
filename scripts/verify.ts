/**
 * Everything that CI checks, as one command that ends with one line: `N passed, M failed`.
 *
 *     node scripts/verify.ts            all of it (npm test)
 *     node scripts/verify.ts --quick    types, lint and the tests that run from source (pnpm check)
 */
import { type Outcome, steps } from "./steps.ts";

const quick = process.argv.includes("--quick");
const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

const start = performance.now();
let passed = 0;
let failed = 0;

for (const together of steps(quick)) {
  const outcomes = await Promise.all(
    together.map(async (step) => {
      const began = performance.now();
      const outcome = await step
        .run()
        .catch((error: unknown): Outcome => ({ passed: 0, failed: 1, details: `${step.title} broke off: ${error}` }));
      const mark = outcome.failed === 0 ? "✓" : "✗";
      const bad = outcome.failed === 0 ? "" : `, ${outcome.failed} failed`;
      console.log(`${mark} ${step.title.padEnd(10)} ${seconds(began).padStart(7)}   ${outcome.passed} ${step.counts}${bad}`);
      for (const note of outcome.notes ?? []) console.log(`  ${note}`);
      if (outcome.failed > 0) console.log(`\n${outcome.details.trim()}\n`);
      return outcome;
    }),
  );
  for (const outcome of outcomes) {
    passed += outcome.passed;
    failed += outcome.failed;
  }
}

console.log(`\n${seconds(start)} in all\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
