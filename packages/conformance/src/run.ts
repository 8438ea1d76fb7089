import manifest from "../package.json" with { type: "json" };
import type { CaseResult, Report } from "./report.ts";
import { type Selection, select } from "./selection.ts";
import type { ScriptedServer } from "./server/scripted-server.ts";
import { openSession } from "./session.ts";
import { capabilitiesOf, type Subject } from "./subject.ts";

/** What {@link runConformance} takes; everything has a default. */
export interface RunOptions extends Selection {
  /** Called with each result as it comes in, for progress. */
  onResult?: ((result: CaseResult) => void) | undefined;
  /** Stops the run: what has not run by then is reported as "not run". */
  signal?: AbortSignal | undefined;
  /** A server that runs already. @defaultValue one of its own */
  server?: ScriptedServer | undefined;
}

/**
 * Runs the suite on a subject, one case after the other.
 *
 * A case that hangs, throws or leaves an error that nobody catches fails; the run itself does not.
 *
 * @throws TypeError when `categories` or `ids` selects nothing.
 */
export async function runConformance(subject: Subject, options: RunOptions = {}): Promise<Report> {
  const selected = select(options);
  const session = openSession(subject, options.server);
  const start = performance.now();
  const date = new Date().toISOString();
  const results: CaseResult[] = [];
  try {
    for (const one of selected) {
      const { run, limit, ...info } = one;
      const result: CaseResult = options.signal?.aborted
        ? { ...info, verdict: "not run", duration: 0, reason: "The run was stopped" }
        : await session.run(one);
      results.push(result);
      options.onResult?.(result);
    }
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
    runtime: runtime(),
    duration: performance.now() - start,
    results,
  };
}

/** The name and version of what runs the suite. */
export function runtime(): string {
  const scope: { process?: { versions?: Record<string, string | undefined> }; navigator?: { userAgent?: string } } = globalThis;
  const versions = scope.process?.versions ?? {};
  if (versions.bun) return `Bun ${versions.bun}`;
  if (versions.deno) return `Deno ${versions.deno}`;
  if (versions.node) return `Node.js ${versions.node}`;
  return scope.navigator?.userAgent ?? "unknown";
}
