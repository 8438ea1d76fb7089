import manifest from "../../package.json" with { type: "json" };
import { runtimeName } from "../host/portable.ts";
import type { CaseResult, Report } from "../report.ts";
import { type Selection, select } from "../selection.ts";
import { openSession } from "../session.ts";
import { capabilitiesOf } from "../subject.ts";
import { LoadError, loadSubjects } from "./load.ts";

/** What a worker is told: one subject, and the cases from this one on. */
export interface ToWorker {
  path: string;
  subject: number;
  selection: Selection;
  from: number;
}

/** What a worker tells. */
export type FromWorker =
  | { type: "refused"; reason: string }
  | { type: "subject"; subjects: number; report: Omit<Report, "duration" | "results"> }
  | { type: "result"; result: CaseResult }
  | { type: "done" };

/** The life of a worker process: it is ended by its parent once it has said that it is done, or too little. */
export function startWorker(): void {
  const tell = (message: FromWorker): Promise<void> =>
    new Promise((resolve, reject) => {
      process.send?.(message, undefined, undefined, (error) => (error ? reject(error) : resolve()));
    });
  // Without its parent there is nobody to report to.
  process.once("disconnect", () => process.exit());
  process.once("message", (order: ToWorker) => {
    follow(order, tell).catch(async (error: unknown) => {
      const reason = error instanceof LoadError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
      await tell({ type: "refused", reason });
    });
  });
}

async function follow({ path, subject: index, selection, from }: ToWorker, tell: (message: FromWorker) => Promise<void>): Promise<void> {
  const subjects = await loadSubjects(path);
  const subject = subjects[index];
  if (!subject) throw new LoadError(`${path} has no subject number ${index}`);
  await tell({
    type: "subject",
    subjects: subjects.length,
    report: {
      suite: manifest.version,
      subject: {
        name: subject.name,
        version: subject.version,
        capabilities: [...capabilitiesOf(subject)],
        policies: subject.policies ?? {},
      },
      date: new Date().toISOString(),
      runtime: runtimeName(),
    },
  });
  const session = openSession(subject);
  for (const one of select(selection).slice(from)) await tell({ type: "result", result: await session.run(one) });
  await tell({ type: "done" });
}
