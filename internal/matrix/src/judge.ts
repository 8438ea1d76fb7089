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
  /** What failed as expected. */
  readonly expected: readonly { readonly deviation: Deviation; readonly ids: readonly string[] }[];
  /** What is wrong, one line each. The run fails if there is any. */
  readonly problems: readonly string[];
  readonly seconds: number;
}

/** Holds a report against the expected deviations. One that has disappeared is a problem, because the list would outlive the fault. */
export function judge(cell: Cell, report: CellReport, known: readonly Deviation[] = deviations): Judgement {
  const failed = report.outcomes.filter(({ verdict }) => verdict === "fail" || verdict === "not run");
  const passed = report.outcomes.filter(({ verdict }) => verdict === "pass");
  const applying = known.filter(({ where }) => where(cell));
  const expected = applying
    .map((deviation) => ({ deviation, ids: failed.map(({ id }) => id).filter((id) => deviation.cases.includes(id)) }))
    .filter(({ ids }) => ids.length > 0);
  const unexpected = failed.filter(({ id }) => !applying.some(({ cases }) => cases.includes(id)));
  const disappeared = applying
    .filter(({ sometimes }) => !sometimes)
    .flatMap(({ cases, reason }) => {
      return passed.filter(({ id }) => cases.includes(id)).map(({ id }) => `${id} passes: remove it from the deviation "${reason}"`);
    });
  return {
    cell,
    runtime: report.runtime,
    passed: passed.length,
    possible: passed.length + failed.length,
    expected,
    problems: [...unexpected.map(lineOf), ...disappeared],
    seconds: report.duration / 1_000,
  };
}

/** A cell that gave no report. */
export const broken = (cell: Cell, error: unknown): Judgement => ({
  cell,
  runtime: undefined,
  passed: 0,
  possible: 0,
  expected: [],
  problems: [String(error)],
  seconds: 0,
});

const lineOf = ({ id, verdict, why }: Outcome): string =>
  `${id}: ${verdict === "fail" ? "failed" : "did not run"}, ${why ?? "without a reason"}`;
