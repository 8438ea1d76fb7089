import { after, describe, test } from "node:test";
import { type BindingOptions, judge, sectionsOf, timeoutOf } from "./binding.ts";
import { defaultJobs } from "./run.ts";
import { openSession } from "./session.ts";
import type { Subject } from "./subject.ts";

export type { BindingOptions } from "./binding.ts";

/**
 * Declares the suite as tests of `node:test`: a suite for the subject, one in it for each category, and a test for each case. Cases
 * that may overlap run at the same time, up to eight of them.
 *
 * @throws TypeError when `subject` declares a capability or policy that doesn't exist.
 * @throws TypeError when `categories`, `levels` or `ids` select nothing, or `knownFailures` names a case that doesn't exist.
 */
export function testConformance(subject: Subject, options: BindingOptions = {}): void {
  const sections = sectionsOf(subject, options);
  const session = openSession(subject, options);
  // The runner settles these promises itself: a failing test is not a rejection.
  void describe(`conformance of ${subject.name} ${subject.version}`, { concurrency: 1 }, () => {
    after(() => session.close());
    for (const { category, cases } of sections) {
      void describe(category, { concurrency: defaultJobs }, () => {
        for (const one of cases) {
          void test(`${one.title} (${one.id})`, { timeout: timeoutOf(one) }, async (context) => {
            const skipped = judge(await session.run(one), options);
            if (skipped !== undefined) context.skip(skipped);
          });
        }
      });
    }
  });
}
