import { cases } from "./cases/index.ts";
import type { CaseResult } from "./report.ts";

/** Cases that the subject is known to fail, by ID, each with the reason: usually the address. */
export type KnownFailures = Readonly<Record<string, string>>;

/** @throws TypeError for a list that names a case which doesn't exist. */
export function checkKnownFailures(known: KnownFailures = {}): void {
  const ids = new Set<string>(cases.map(({ id }) => id));
  for (const id of Object.keys(known)) if (!ids.has(id)) throw new TypeError(`knownFailures: there is no case "${id}"`);
}

/** The result in view of the list: a known failure says so, and a case that passes although it is on the list fails, so that the list can't outlive the bug. */
export function inViewOf(known: KnownFailures | undefined, result: CaseResult): CaseResult {
  const reason = known?.[result.id];
  if (reason === undefined) return result;
  if (result.verdict === "fail") return { ...result, known: reason };
  if (result.verdict !== "pass") return result;
  const message = `It passes: take it off the list of known failures (${reason})`;
  return { ...result, verdict: "fail", outdated: true, failure: { message } };
}
