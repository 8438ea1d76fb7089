import type { CaseResult, Report, Verdict } from "../report.ts";

/** The verdicts in the order in which reports count them. */
export const verdicts: readonly Verdict[] = ["pass", "fail", "not claimed", "not possible", "not run"];

/** How often each verdict was given. */
export function count(results: readonly CaseResult[]): Record<Verdict, number> {
  const counts: Record<Verdict, number> = { pass: 0, fail: 0, "not claimed": 0, "not possible": 0, "not run": 0 };
  for (const { verdict } of results) counts[verdict]++;
  return counts;
}

/** How many cases could say something about the subject where it ran. Those that did not run are among them, so that they never look passed. */
export function possible(results: readonly CaseResult[]): number {
  const counts = count(results);
  return results.length - counts["not claimed"] - counts["not possible"];
}

/** "340 pass, 2 fail, 9 not claimed", without the verdicts that nothing got. */
export function countInWords(results: readonly CaseResult[]): string {
  const counts = count(results);
  const named = verdicts.filter((verdict) => counts[verdict] > 0).map((verdict) => `${counts[verdict]} ${verdict}`);
  return named.join(", ") || "no cases";
}

/**
 * Whether a result turns a run red: a failure that isn't known, of a requirement or of the subject's own word.
 *
 * @param strict - whether recommendations count as well
 */
export const isGrave = ({ verdict, level, known, outdated }: CaseResult, strict = false): boolean =>
  verdict === "fail" && known === undefined && (strict || outdated === true || level !== "should");

/** Whether a run can be called a success: nothing grave failed, and something passed. */
export function succeeded({ results }: Report, strict = false): boolean {
  return results.some(({ verdict }) => verdict === "pass") && !results.some((result) => isGrave(result, strict));
}

/** As a heading names a subject. */
export const nameOf = ({ subject }: Pick<Report, "subject">): string => `${subject.name} ${subject.version}`;

/** The verdict in one line. */
export function verdictInWords(report: Report): string {
  const { results } = report;
  const failed = results.filter(({ verdict, known }) => verdict === "fail" && known === undefined);
  const grave = failed.filter((result) => isGrave(result)).length;
  const light = failed.length - grave;
  const known = results.filter((result) => result.known !== undefined).length;
  const notRun = count(results)["not run"];
  const of = `of ${possible(results)} claimed cases`;
  const parts = [
    ...(grave > 0 ? [`${plural(grave, "requirement")} failed`] : []),
    ...(light > 0 ? [`${plural(light, "recommendation")} failed`] : []),
    ...(known > 0 ? [`${plural(known, "known failure")}`] : []),
    ...(notRun > 0 ? [`${notRun} not run`] : []),
  ];
  return parts.length === 0 ? `All ${possible(results)} claimed cases passed` : `${parts.join(", ")}, ${of}`;
}

const plural = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;
