import { afterAll, describe, test } from "vitest";
import { type BindingOptions, judge, timeoutOf } from "./binding.ts";
import { categories } from "./case.ts";
import { select } from "./selection.ts";
import { openSession, whyNotClaimed } from "./session.ts";
import type { Subject } from "./subject.ts";

export type { BindingOptions } from "./binding.ts";

/**
 * Declares the suite as vitest tests: a `describe` for the subject, one in it for each category, and a test for each case. Call it at the
 * top level of a test file. The file's tests must run one after the other, as they do by default.
 *
 * @throws TypeError when `categories` or `ids` selects nothing.
 */
export function testConformance(subject: Subject, options: BindingOptions = {}): void {
  const selected = select(options);
  const session = openSession(subject, options.server);
  describe(`conformance of ${subject.name} ${subject.version}`, () => {
    afterAll(() => session.close());
    for (const category of categories) {
      const inCategory = selected.filter((one) => one.category === category);
      const declared = options.notClaimed === "omit" ? inCategory.filter((one) => whyNotClaimed(one, subject) === undefined) : inCategory;
      if (declared.length === 0) continue;
      describe(category, () => {
        for (const one of declared) {
          test(`${one.title} (${one.id})`, { timeout: timeoutOf(one) }, async ({ skip }) => {
            const result = await session.run(one);
            if (result.verdict === "not claimed" || result.verdict === "not run") skip(`${result.verdict}: ${result.reason}`);
            judge(result, options.knownFailures);
          });
        }
      });
    }
  });
}
