import type { Capability } from "./capabilities.ts";
import type { CaseInfo } from "./case.ts";
import type { Policies } from "./policies.ts";

/**
 * - `pass`: the case ran and the subject behaves as its title says.
 * - `fail`: it ran and the subject does not.
 * - `not claimed`: the subject lacks a capability that the case needs, or did not declare the policy that it is about.
 * - `not possible`: the host, where the suite runs, lacks something that the case needs.
 * - `not run`: it could have run but did not, for the reason given. Never to be shown as if it had passed.
 */
export type Verdict = "pass" | "fail" | "not claimed" | "not possible" | "not run";

/** Why a case failed, in strings only: ready to be written as JSON or shown. A value takes at most 1 KB: of a longer one there are both ends, its length and a hash. */
export interface FailureReport {
  /** One sentence. */
  message: string;
  expected?: string;
  got?: string;
  /** The bytes that the subject was given, a string literal for each chunk, with what isn't printable ASCII escaped. */
  bytes?: string;
  /** Where it was thrown, for errors that the case didn't foresee: the frames that aren't the suite's. */
  stack?: string;
}

/** One case's outcome. */
export interface CaseResult extends CaseInfo {
  verdict: Verdict;
  /** Milliseconds; 0 for what did not run. */
  duration: number;
  /** Only with `fail`. */
  failure?: FailureReport;
  /** Why a failure is known, where it was listed as such. */
  known?: string;
  /** The case passes although it is listed as a known failure. Its verdict is `fail`. */
  outdated?: boolean;
  /** Why it is `not claimed`, `not possible` or `not run`. */
  reason?: string;
}

/** What a run of the suite on one subject found; the JSON report is an array of these. */
export interface Report {
  /** The suite's own version. */
  suite: string;
  subject: { name: string; version: string; capabilities: Capability[]; policies: Policies };
  /** When the run began, ISO 8601. */
  date: string;
  /** Where it ran, for instance `Node.js 24.21.0`. */
  runtime: string;
  /** Milliseconds of the whole run. */
  duration: number;
  results: CaseResult[];
}
