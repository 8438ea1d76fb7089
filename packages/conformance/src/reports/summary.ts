import type { CaseResult, Report, Verdict } from "../report.ts";

/** The verdicts in the order in which reports count them. */
export const verdicts: readonly Verdict[] = ["pass", "fail", "not claimed", "not run"];

/** How often each verdict was given. */
export function count(results: readonly CaseResult[]): Record<Verdict, number> {
  const counts: Record<Verdict, number> = { pass: 0, fail: 0, "not claimed": 0, "not run": 0 };
  for (const { verdict } of results) counts[verdict]++;
  return counts;
}

/** "340 pass, 2 fail, 9 not claimed", without the verdicts that nothing got. */
export function countInWords(results: readonly CaseResult[]): string {
  const counts = count(results);
  const named = verdicts.filter((verdict) => counts[verdict] > 0).map((verdict) => `${counts[verdict]} ${verdict}`);
  return named.join(", ") || "no cases";
}

/** Whether a failure breaks a requirement, or the subject's own word, rather than a recommendation. */
export const isGrave = ({ verdict, level }: CaseResult): boolean => verdict === "fail" && level !== "should";

/** Whether a run can be called a success: nothing grave failed, something passed, and it was not stopped half-way. */
export function succeeded({ results }: Report): boolean {
  return results.some(({ verdict }) => verdict === "pass") && !results.some(isGrave);
}

/** As a heading names a subject. */
export const nameOf = ({ subject }: Report): string => `${subject.name} ${subject.version}`;
