import type { Cell } from "./cells.ts";
import { type Deviation, deviations } from "./deviations.ts";
import type { CellReport, Outcome } from "./suite.ts";

/** What a cell's report means. */
export interface Judgement {
  readonly cell: Cell;
  /** As the runtime calls itself; `undefined` if the cell gave no report. */
  readonly runtime: string | undefined;
  readonly passed: number;
  /** Cases that the host can run and the client claims. */
  readonly possible: number;
  /** Cases that the client claims, but that the host can't run. */
  readonly impossible: number;
  /** The cases that fail as expected. */
  readonly expected: readonly string[];
  /** The cases that fail, or fail to fail, unexpectedly. */
  readonly unexpected: readonly string[];
  /** What is wrong, one line each. The run fails if there is any. */
  readonly problems: readonly string[];
  readonly seconds: number;
}

/** Holds a report against the expected deviations. One that has disappeared is a problem, because the list would outlive the fault. */
export function judge(cell: Cell, report: CellReport, known: readonly Deviation[] = deviations): Judgement {
  const failed = report.outcomes.filter(({ verdict }) => verdict === "fail" || verdict === "not run");
  const passed = report.outcomes.filter(({ verdict }) => verdict === "pass");
  const applying = known.filter(({ where }) => where(cell));
  const isExpected = ({ id }: Outcome): boolean => applying.some(({ cases }) => cases.includes(id));
  const certain = applying.filter(({ sometimes }) => !sometimes).flatMap(({ cases }) => cases);
  const unexpected = failed.filter((outcome) => !isExpected(outcome));
  const disappeared = passed.filter(({ id }) => certain.includes(id));
  return {
    cell,
    runtime: report.runtime,
    passed: passed.length,
    possible: passed.length + failed.length,
    impossible: report.outcomes.filter(({ verdict }) => verdict === "not possible").length,
    expected: failed.filter(isExpected).map(({ id }) => id),
    unexpected: [...unexpected, ...disappeared].map(({ id }) => id),
    problems: [...unexpected.map(lineOf), ...disappeared.map(({ id }) => `${id}: passed, so it must go from deviations.ts for this cell`)],
    seconds: report.duration / 1_000,
  };
}

/** A cell that gave no report. */
export const broken = (cell: Cell, error: unknown): Judgement => ({
  cell,
  runtime: undefined,
  passed: 0,
  possible: 0,
  impossible: 0,
  expected: [],
  unexpected: [],
  problems: [String(error)],
  seconds: 0,
});

/** The report with the outcomes of cases that ran again. */
export const withRepeated = (report: CellReport, repeated: CellReport): CellReport => ({
  ...report,
  outcomes: report.outcomes.map((outcome) => repeated.outcomes.find(({ id }) => id === outcome.id) ?? outcome),
});

const lineOf = ({ id, verdict, why }: Outcome): string =>
  `${id}: ${verdict === "fail" ? "failed" : "did not run"}, ${why ?? "without a reason"}`;
