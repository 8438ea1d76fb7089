import { whyNotClaimed } from "./applicability.ts";
import { type Case, type Category, categories } from "./case.ts";
import { defaultLimit } from "./context.ts";
import type { Host } from "./host/host.ts";
import { checkKnownFailures, inViewOf, type KnownFailures } from "./known-failures.ts";
import { inRunningOrder } from "./pool.ts";
import type { CaseResult } from "./report.ts";
import { isGrave } from "./reports/summary.ts";
import { type Selection, select } from "./selection.ts";
import type { ScriptedServer } from "./server/scripted-server.ts";
import type { Subject } from "./subject.ts";

/** What the bindings to test frameworks take; everything has a default. */
export interface BindingOptions extends Selection {
  /**
   * Cases that the subject is known to fail, by ID, each with the reason. Such a test passes as long as the case fails, and fails once the
   * case passes: the list can't outlive the bug.
   */
  knownFailures?: KnownFailures | undefined;
  /**
   * Whether a failure of level `should` fails its test. Otherwise the test is skipped, with the failure as its reason.
   * @defaultValue `false`
   */
  strict?: boolean | undefined;
  /**
   * What becomes of cases that the subject does not claim: tests that are skipped, with the reason, or no tests at all.
   * @defaultValue `"skip"`
   */
  notClaimed?: "skip" | "omit" | undefined;
  /** Where the suite runs. @defaultValue this process, or this page or worker */
  host?: Host | undefined;
  /** A server that runs already. @defaultValue one that the host starts */
  server?: ScriptedServer | undefined;
}

/** The cases of one category that become tests, in running order. */
interface Section {
  readonly category: Category;
  readonly cases: readonly Case[];
}

/**
 * The cases that become tests, by category.
 *
 * @throws TypeError when the options select nothing, or name a known failure that doesn't exist.
 */
export function sectionsOf(subject: Subject, options: BindingOptions): readonly Section[] {
  const selected = select(options);
  checkKnownFailures(options.knownFailures);
  const declared = options.notClaimed === "omit" ? selected.filter((one) => whyNotClaimed(one, subject) === undefined) : selected;
  return categories
    .map((category) => ({ category, cases: inRunningOrder(declared.filter((one) => one.category === category)) }))
    .filter(({ cases }) => cases.length > 0);
}

/** A failed case as the error of a test: its message says all, and a framework that knows `expected` and `actual` shows them as a difference. */
class CaseFailure extends Error {
  override readonly name: string = "CaseFailure";
  readonly expected: string | undefined;
  readonly actual: string | undefined;

  constructor(message: string, expected?: string, actual?: string) {
    super(message);
    this.expected = expected;
    this.actual = actual;
  }
}

/**
 * What becomes of a case's test: nothing if it passed, or the reason for which it is skipped.
 *
 * @throws CaseFailure if the case failed in a way that turns the run red.
 */
export function judge(
  result: CaseResult,
  { knownFailures, strict }: Pick<BindingOptions, "knownFailures" | "strict"> = {},
): string | undefined {
  const seen = inViewOf(knownFailures, result);
  if (seen.verdict === "pass" || seen.known !== undefined) return undefined;
  if (seen.reason !== undefined) return `${seen.verdict}: ${seen.reason}`;
  const failure = failureOf(seen);
  if (isGrave(seen, strict)) throw failure;
  return `recommended, and not so: ${failure.message}`;
}

function failureOf({ id, level, spec, failure }: CaseResult): CaseFailure {
  const { message, expected, got, bytes, stack } = failure ?? { message: "no failure was recorded" };
  const lines = [`${id} (${level}): ${message}`, `  specification: ${spec}`];
  if (expected !== undefined) lines.push(`  expected: ${indent(expected)}`);
  if (got !== undefined) lines.push(`  got: ${indent(got)}`);
  if (bytes) lines.push(`  bytes: ${bytes}`);
  if (stack) lines.push(stack);
  return new CaseFailure(lines.join("\n"), expected, got);
}

/** Milliseconds for the framework's own timeout: well after the case's limit, which has the better message. */
export const timeoutOf = ({ limit = defaultLimit }: Case): number => limit + 10_000;

const indent = (text: string): string => text.replaceAll("\n", "\n            ");
