import { existsSync } from "node:fs";
import { join } from "node:path";
import { readResults, resultsFile, type TestResults } from "./test-report.ts";
import type { TaskResult } from "./turbo.ts";

/** How a part of the checks ended: one line of the result. */
export interface Outcome {
  readonly title: string;
  readonly passed: number;
  /** A line for each failure. */
  readonly failed: readonly string[];
  /** What the numbers count. */
  readonly unit: string;
  /** How many of the passed ones turbo knew from an earlier run. */
  readonly cached: number;
  readonly skipped: TestResults["skipped"];
  /** What to show if something failed. */
  readonly details: string;
}

/** The outcome of a program that either succeeds or fails. */
export const outcomeOf = (title: string, code: number, output: string): Outcome =>
  code === 0 ? { ...nothing(title), passed: 1 } : { ...nothing(title), failed: [title], details: output };

/** The outcome of a task that is no test: it counts packages. */
export function checksOutcome(title: string, results: readonly TaskResult[]): Outcome {
  const failures = results.filter(({ succeeded }) => !succeeded);
  return {
    ...nothing(title),
    passed: results.length - failures.length,
    failed: failures.map(({ package: name }) => `${title} of ${name}`),
    unit: "packages",
    cached: results.filter(({ cached }) => cached).length,
    details: failures.map(({ package: name, output }) => `${name}\n${output}`).join("\n\n"),
  };
}

/** The outcome of all test tasks: it counts tests. */
export function testsOutcome(results: readonly TaskResult[]): Outcome {
  const outcomes = results.map((result) => {
    const { folder, task, succeeded, cached, package: name, output } = result;
    const outcome = fileOutcome(`${task} of ${name}`, join(root, folder, resultsFile(task)), succeeded, output);
    return { ...outcome, cached: cached ? outcome.passed : 0 };
  });
  const sum = (count: (outcome: Outcome) => number): number => outcomes.reduce((total, outcome) => total + count(outcome), 0);
  return {
    title: "tests",
    unit: "tests",
    passed: sum(({ passed }) => passed),
    failed: outcomes.flatMap(({ failed }) => failed),
    cached: sum(({ cached }) => cached),
    skipped: outcomes.flatMap(({ skipped }) => skipped),
    details: outcomes.flatMap(({ details }) => details || []).join("\n\n"),
  };
}

/** The outcome of one run of vitest, by the file that its report wrote. A run that broke off, or ran no test, counts as one failure. */
export function fileOutcome(title: string, file: string, succeeded: boolean, output: string): Outcome {
  const { passed, failed, skipped } = existsSync(file) ? readResults(file) : { passed: 0, failed: [], skipped: [] };
  const base = { ...nothing(title), unit: "tests", passed, failed, skipped };
  // The failures themselves were shown as they came.
  if (failed.length > 0 || (succeeded && passed + skipped.length > 0)) return base;
  const problem = `${title} ${succeeded ? "ran no test" : "broke off"}`;
  return { ...base, failed: [problem], details: `${problem}\n${output}` };
}

const root = join(import.meta.dirname, "..");
const nothing = (title: string): Outcome => ({ title, passed: 0, failed: [], unit: "", cached: 0, skipped: [], details: "" });
