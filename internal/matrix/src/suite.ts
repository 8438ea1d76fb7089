import { cases, connectServer, runConformance, type Subject } from "@sse/conformance";

/** What a cell is asked to run. It crosses into workers and pages as JSON. */
export interface Order {
  /** Only these cases. @defaultValue all */
  readonly ids?: readonly string[] | undefined;
  /** The control port of the scripted server, where the runtime can't start one itself. */
  readonly control?: string;
  /** Cases that the platform can't run without hanging as a whole. They count as not possible. */
  readonly without?: readonly string[];
  /** How many cases run at the same time, if not as many as the suite thinks right for the host. */
  readonly jobs?: number;
}

/** One case's outcome, as much of it as the table needs. */
export interface Outcome {
  readonly id: string;
  readonly verdict: "pass" | "fail" | "not claimed" | "not possible" | "not run";
  /** Why it failed or didn't run. */
  readonly why?: string;
}

/** What a cell reports. */
export interface CellReport {
  /** For instance `Bun 1.4.5`. */
  readonly runtime: string;
  /** Milliseconds. */
  readonly duration: number;
  readonly outcomes: readonly Outcome[];
}

/** Runs the suite on a subject, wherever this is. */
export async function runSuite(
  subject: Subject,
  { ids = cases.map(({ id }) => id), control, jobs, without = [] }: Order,
): Promise<CellReport> {
  const left = without.filter((id) => ids.includes(id)).map((id): Outcome => ({ id, verdict: "not possible" }));
  const chosen = ids.filter((id) => !without.includes(id));
  if (chosen.length === 0) return { runtime: "", duration: 0, outcomes: left };
  const server = control === undefined ? undefined : await connectServer(control);
  const report = await runConformance(subject, { ids: chosen, server, jobs });
  await server?.close();
  const outcomes = report.results.map(({ id, verdict, failure, reason }): Outcome => {
    const { message = reason, expected, got } = failure ?? {};
    const why = [message, expected && `expected ${expected}`, got && `got ${got}`].filter(Boolean).join("; ").slice(0, 500);
    return { id, verdict, ...(verdict !== "pass" && why && { why }) };
  });
  return { runtime: report.runtime, duration: report.duration, outcomes: [...outcomes, ...left] };
}
