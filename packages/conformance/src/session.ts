import type { Capability } from "./capabilities.ts";
import type { Case } from "./case.ts";
import { NotRun } from "./case.ts";
import { defaultLimit, describeFailure, openContext } from "./context.ts";
import type { CaseResult } from "./report.ts";
import type { ScriptedServer } from "./server/scripted-server.ts";
import { catchStrayErrors } from "./stray-errors.ts";
import { capabilitiesOf, type Subject } from "./subject.ts";

/** One subject on the suite's bench: runs cases one after the other and always comes back with a verdict. */
export interface Session {
  /** Never rejects. Cases of one process must not run at the same time: errors that nobody catches are put down to the one that runs. */
  run(running: Case): Promise<CaseResult>;
  close(): Promise<void>;
}

/**
 * Opens a session.
 *
 * @param given A server to use; otherwise the session starts one of its own when the first case needs it.
 */
export function openSession(subject: Subject, given?: ScriptedServer): Session {
  const capabilities = capabilitiesOf(subject);
  let own: Promise<ScriptedServer> | undefined;
  const serverFor = (needed: boolean): Promise<ScriptedServer | undefined> | undefined => {
    if (given || !needed) return Promise.resolve(given);
    own ??= import("./server/scripted-server.ts").then(({ startServer }) => startServer());
    return own;
  };
  const connects = subject.connect !== undefined || subject.reconnect !== undefined;

  return {
    async run(running) {
      const { run: _, limit: __, ...info } = running;
      const reason = whyNotClaimed(running, subject, capabilities);
      if (reason) return { ...info, verdict: "not claimed", duration: 0, reason };
      try {
        return { ...info, ...(await perform(running, subject, await serverFor(connects))) };
      } catch (error) {
        return { ...info, verdict: "not run", duration: 0, reason: `The server did not start: ${describeFailure(error).message}` };
      }
    },
    async close() {
      await (await own)?.close();
    },
  };
}

/** Why a case says nothing about a subject, or `undefined` if it is to run. */
export function whyNotClaimed(
  running: Case,
  subject: Subject,
  capabilities: ReadonlySet<Capability> = capabilitiesOf(subject),
): string | undefined {
  const missing = running.needs.filter((capability) => !capabilities.has(capability));
  if (missing.length > 0) return `needs ${missing.join(", ")}`;
  for (const [policy, choice] of Object.entries(running.policy ?? {})) {
    const declared = new Map(Object.entries(subject.policies ?? {})).get(policy);
    if (declared === undefined) return `no policy declared for ${policy}`;
    if (declared !== choice) return `declares the policy ${policy}: ${declared}`;
  }
  return undefined;
}

type Outcome = Pick<CaseResult, "verdict" | "duration" | "failure" | "reason">;

async function perform(running: Case, subject: Subject, server: ScriptedServer | undefined): Promise<Outcome> {
  const limit = running.limit ?? defaultLimit;
  const stray: unknown[] = [];
  const stopCatching = catchStrayErrors((error) => stray.push(error));
  const { context, end } = openContext(running, subject, server);
  const start = performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let thrown: { error: unknown } | undefined;
  let late = false;
  try {
    const tooLate = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        late = true;
        resolve();
      }, limit);
    });
    await Promise.race([Promise.resolve(running.run(context)), tooLate]);
  } catch (error) {
    thrown = { error };
  }
  clearTimeout(timer);
  await end();
  await stopCatching();
  const duration = performance.now() - start;

  if (thrown?.error instanceof NotRun) return { verdict: "not run", duration, reason: thrown.error.message };
  if (thrown) return { verdict: "fail", duration, failure: describeFailure(thrown.error) };
  if (late) return { verdict: "fail", duration, failure: { message: `The case was not over after its limit of ${limit} ms` } };
  if (stray.length > 0) {
    const failure = describeFailure(stray[0]);
    return { verdict: "fail", duration, failure: { ...failure, message: `An error that nobody catches: ${failure.message}` } };
  }
  return { verdict: "pass", duration };
}
