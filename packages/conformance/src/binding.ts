import { showBytes } from "./bytes.ts";
import type { Case } from "./case.ts";
import { defaultLimit } from "./context.ts";
import type { CaseResult } from "./report.ts";
import type { Selection } from "./selection.ts";
import type { ScriptedServer } from "./server/scripted-server.ts";

/** What the bindings to test frameworks take; everything has a default. */
export interface BindingOptions extends Selection {
  /**
   * Cases that the subject is known to fail, by ID, each with the reason. Such a test passes as long as the case fails, and fails once the
   * case passes: the list cannot outlive the bug.
   */
  knownFailures?: Readonly<Record<string, string>> | undefined;
  /**
   * What becomes of cases that the subject does not claim: tests that are skipped, with the reason, or no tests at all.
   * @defaultValue `"skip"`
   */
  notClaimed?: "skip" | "omit" | undefined;
  /** A server that runs already. @defaultValue one of its own */
  server?: ScriptedServer | undefined;
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

/** @throws CaseFailure unless the result is what was to be expected. */
export function judge(result: CaseResult, knownFailures: BindingOptions["knownFailures"] = {}): void {
  const known = knownFailures[result.id];
  if (result.verdict === "pass" && known !== undefined) {
    throw new CaseFailure(`${result.id} passes: take it off the list of known failures (${known})`);
  }
  if (result.verdict !== "fail" || known !== undefined) return;
  const { message, expected, got, chunks, stack } = result.failure ?? { message: "no failure was recorded" };
  const lines = [`${result.id} (${result.level}): ${message}`, `  specification: ${result.spec}`];
  if (expected !== undefined) lines.push(`  expected: ${indent(expected)}`);
  if (got !== undefined) lines.push(`  got: ${indent(got)}`);
  if (chunks) lines.push(`  bytes: ${showBytes(chunks)}`);
  if (stack) lines.push(stack);
  throw new CaseFailure(lines.join("\n"), expected, got);
}

/** Milliseconds for the framework's own timeout: well after the case's limit, which has the better message. */
export const timeoutOf = ({ limit = defaultLimit }: Case): number => limit + 10_000;

const indent = (text: string): string => text.replaceAll("\n", "\n            ");
