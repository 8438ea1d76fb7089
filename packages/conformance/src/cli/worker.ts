import { thisHost } from "#host";
import manifest from "../../package.json" with { type: "json" };
import { cases } from "../cases/index.ts";
import type { Host } from "../host/host.ts";
import { runPool } from "../pool.ts";
import { preflight } from "../preflight.ts";
import type { CaseResult, Report } from "../report.ts";
import { openSession } from "../session.ts";
import { capabilitiesOf, type Subject } from "../subject.ts";
import { startDriver } from "./driver.ts";
import { LoadError, loadSubjects } from "./load.ts";

/** Where a subject is: a module that exports it, or a program that speaks the driver protocol. */
export type Target = { readonly path: string } | { readonly command: string };

export const nameOfTarget = (target: Target): string => ("path" in target ? target.path : target.command);

/** What a worker is told: one subject, and the cases to run. */
export interface ToWorker {
  target: Target;
  subject: number;
  ids: readonly string[];
  jobs: number;
  /** Whether to find out first if the subject works at all. */
  preflight: boolean;
}

/** What a worker tells. */
export type FromWorker =
  | { type: "refused"; reason: string }
  | { type: "subject"; subjects: number; report: Omit<Report, "duration" | "results"> }
  | { type: "start"; id: string }
  | { type: "result"; result: CaseResult }
  | { type: "done" };

/** The life of a worker process: its parent ends it once it has said that it is done, or says nothing. */
export function startWorker(): void {
  const tell = (message: FromWorker): Promise<void> =>
    new Promise((resolve, reject) => {
      process.send?.(message, undefined, undefined, (error) => (error ? reject(error) : resolve()));
    });
  // Without its parent there is nothing left to do.
  process.once("disconnect", () => process.exit());
  // A terminal sends it to the whole group. The parent ends this process once it knows the results.
  process.on("SIGINT", () => {});
  process.once("message", (order: ToWorker) => {
    follow(order, tell).catch(async (error: unknown) => {
      const reason = error instanceof LoadError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
      await tell({ type: "refused", reason });
    });
  });
}

async function follow(order: ToWorker, tell: (message: FromWorker) => Promise<void>): Promise<void> {
  const { target, subject: index, ids, jobs } = order;
  const { subjects, host } = await open(target);
  const subject = subjects[index];
  if (!subject) throw new LoadError(`${nameOfTarget(target)} has no subject number ${index}`);
  const { name, version, policies = {} } = subject;
  await tell({
    type: "subject",
    subjects: subjects.length,
    report: {
      suite: manifest.version,
      subject: { name, version, capabilities: [...capabilitiesOf(subject)], policies },
      date: new Date().toISOString(),
      runtime: host.name,
    },
  });
  const session = openSession(subject, { host });
  const hopeless = order.preflight ? await preflight(subject, session) : undefined;
  if (hopeless !== undefined) throw new LoadError(`${name} ${version} can't be tested: ${hopeless}`);
  const wanted = new Set(ids);
  const selected = cases.filter(({ id }) => wanted.has(id));
  await runPool(selected, jobs, async (one) => {
    await tell({ type: "start", id: one.id });
    await tell({ type: "result", result: await session.run(one) });
  });
  await tell({ type: "done" });
}

async function open(target: Target): Promise<{ subjects: readonly Subject[]; host: Host }> {
  const host = thisHost();
  if ("path" in target) return { subjects: await loadSubjects(target.path), host };
  const subject = await startDriver(target.command);
  // Garbage, memory, listeners and timers are the driver's own business: they can't be seen from here.
  const { name, startServer } = host;
  return { subjects: [subject], host: { name: `${target.command}, driven by ${name}`, ...(startServer && { startServer }) } };
}
