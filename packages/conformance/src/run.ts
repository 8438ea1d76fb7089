import { thisHost } from "#host";
import manifest from "../package.json" with { type: "json" };
import type { Case } from "./case.ts";
import type { Host } from "./host/host.ts";
import { checkKnownFailures, inViewOf, type KnownFailures } from "./known-failures.ts";
import { runPool } from "./pool.ts";
import type { CaseResult, Report } from "./report.ts";
import { isGrave } from "./reports/summary.ts";
import { type Selection, select } from "./selection.ts";
import type { ScriptedServer } from "./server/scripted-server.ts";
import { openSession } from "./session.ts";
import { capabilitiesOf, type Subject } from "./subject.ts";

/** What {@link runConformance} takes; everything has a default. */
export interface RunOptions extends Selection {
  /** Called with each result as it comes in, for progress. */
  onResult?: ((result: CaseResult) => void) | undefined;
  /** Cases that the subject is known to fail, each with the reason. A case on the list that passes fails. */
  knownFailures?: KnownFailures | undefined;
  /** Stops the run. What hasn't run by then is reported as "not run". */
  signal?: AbortSignal | undefined;
  /** Stops the run at the first failure that makes it a failure. @defaultValue `false` */
  bail?: boolean | undefined;
  /** Where the suite runs. @defaultValue this process, or this page or worker */
  host?: Host | undefined;
  /** A server that runs already, for instance one that `connectServer` drives. @defaultValue one that the host starts */
  server?: ScriptedServer | undefined;
  /**
   * How many cases run at the same time. A case that fails among others is run again alone, and that verdict counts.
   * @defaultValue 8, and 1 on a host that limits the number of connections
   */
  jobs?: number | undefined;
}

/** Why a case wasn't run that {@link RunOptions.bail} left out. */
export const afterFailure = "The run stops at the first failure";

/** What {@link RunOptions.jobs} is by default. Most cases wait for the server most of the time. */
export const defaultJobs = 8;

/**
 * Runs the suite on a subject. The report lists the cases in the suite's order, whichever came to an end first.
 *
 * A case that hangs, throws or leaves an error that nobody catches fails; the run itself does not.
 *
 * @throws TypeError when `subject` declares a capability or policy that doesn't exist.
 * @throws TypeError when `categories`, `levels` or `ids` select nothing, when `knownFailures` names a case that doesn't exist, or when `jobs` isn't a
 * whole number from 1.
 */
export async function runConformance(subject: Subject, options: RunOptions = {}): Promise<Report> {
  const selected = select(options);
  checkKnownFailures(options.knownFailures);
  const { host = thisHost(), server } = options;
  const { jobs = host.maxConnections === undefined ? defaultJobs : 1 } = options;
  if (!(Number.isInteger(jobs) && jobs >= 1)) throw new TypeError(`jobs: expected a whole number from 1, got ${jobs}`);
  const session = openSession(subject, { host, server });
  const start = performance.now();
  const date = new Date().toISOString();
  const results = new Map<Case, CaseResult>();
  try {
    let stopped: string | undefined;
    await runPool(selected, jobs, async (one) => {
      if (options.signal?.aborted) stopped = "The run was stopped";
      const result = stopped === undefined ? inViewOf(options.knownFailures, await session.run(one)) : notRun(one, stopped);
      if (options.bail && isGrave(result)) stopped ??= afterFailure;
      results.set(one, result);
      options.onResult?.(result);
    });
  } finally {
    await session.close();
  }
  return {
    suite: manifest.version,
    subject: {
      name: subject.name,
      version: subject.version,
      capabilities: [...capabilitiesOf(subject)],
      policies: subject.policies ?? {},
    },
    date,
    runtime: host.name,
    duration: performance.now() - start,
    results: selected.flatMap((one) => results.get(one) ?? []),
  };
}

/** The result of a case that could have run. */
export function notRun({ run: _, limit: __, alone: ___, ...info }: Case, reason: string): CaseResult {
  return { ...info, verdict: "not run", duration: 0, reason };
}
