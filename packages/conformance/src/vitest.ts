import { afterAll, describe, test } from "vitest";
import { type BindingOptions, judge, sectionsOf, timeoutOf } from "./binding.ts";
import { openSession } from "./session.ts";
import type { Subject } from "./subject.ts";

export type { BindingOptions } from "./binding.ts";

/**
 * Declares the suite as vitest tests: a `describe` for the subject, one in it for each category, and a test for each case. Call it at the
 * top level of a test file. Cases that may overlap are concurrent tests: vitest's `maxConcurrency` says how many run at the same time.
 *
 * @throws TypeError when `subject` declares a capability or policy that doesn't exist.
 * @throws TypeError when `categories`, `levels` or `ids` select nothing, or `knownFailures` names a case that doesn't exist.
 */
export function testConformance(subject: Subject, options: BindingOptions = {}): void {
  const sections = sectionsOf(subject, options);
  const session = openSession(subject, options);
  describe(`conformance of ${subject.name} ${subject.version}`, () => {
    afterAll(() => session.close());
    for (const { category, cases } of sections) {
      describe(category, () => {
        for (const one of cases) {
          test(`${one.title} (${one.id})`, { timeout: timeoutOf(one), concurrent: !one.alone }, async ({ skip }) => {
            const skipped = judge(await session.run(one), options);
            if (skipped !== undefined) skip(skipped);
          });
        }
      });
    }
  });
}
