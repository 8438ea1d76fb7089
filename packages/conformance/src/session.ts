import { thisHost } from "#host";
import { usesServer, whyNotClaimed, whyNotPossible } from "./applicability.ts";
import type { Capability } from "./capabilities.ts";
import { type Case, NotRun } from "./case.ts";
import { defaultLimit, describeFailure, openContext } from "./context.ts";
import { wrongDeclaration } from "./declarations.ts";
import type { Host } from "./host/host.ts";
import type { CaseResult } from "./report.ts";
import type { ScriptedServer } from "./server/scripted-server.ts";
import { shorten } from "./shorten.ts";
import { catchStrayErrors } from "./stray-errors.ts";
import { capabilitiesOf, type Subject } from "./subject.ts";
import { turn } from "./turn.ts";
import { Turnstile } from "./turnstile.ts";

/** One subject on the suite's bench: runs cases and always comes back with a verdict. */
export interface Session {
  /** Runs a case. Never rejects. Calls may overlap: a case that must be alone in its process waits until it is. */
  run(running: Case): Promise<CaseResult>;
  close(): Promise<void>;
}

/** What a session may be given. */
export interface SessionOptions {
  /** Where the suite runs. @defaultValue this process, or this page or worker */
  readonly host?: Host | undefined;
  /** A server that runs already. @defaultValue one of the host's, started when the first case needs it */
  readonly server?: ScriptedServer | undefined;
  /**
   * Whether a case that fails while others run is run again alone, and that verdict counts. A busy process then fails no case.
   * @defaultValue `true`
   */
  readonly confirmFailures?: boolean | undefined;
}

/**
 * Opens a session.
 *
 * @throws TypeError when the subject declares a capability or a policy that doesn't exist.
 */
export function openSession(subject: Subject, options: SessionOptions = {}): Session {
  const mistake = wrongDeclaration(subject);
  if (mistake) throw new TypeError(`${subject.name}: ${mistake}`);
  return new Bench(subject, options);
}

type Outcome = Pick<CaseResult, "verdict" | "duration" | "failure" | "reason">;

/** An error that nothing caught while several cases ran. Each of them is run again alone, to learn which of them it belongs to. */
interface Suspicion {
  readonly error: unknown;
  /** How many of these cases haven't been run again yet. */
  suspects: number;
  explained: boolean;
}

/** One run of one case. */
interface Attempt {
  readonly outcome: Promise<Outcome>;
  /** Errors that nothing caught while this case alone was running. */
  readonly stray: unknown[];
  readonly suspicions: Set<Suspicion>;
  /** Whether other cases ran meanwhile. */
  amongOthers: boolean;
}

/** Failures that came again when their case ran alone, after which a failure is believed at once. */
const enoughConfirmations = 5;

class Bench implements Session {
  readonly #subject: Subject;
  readonly #host: Host;
  readonly #given: ScriptedServer | undefined;
  readonly #confirmFailures: boolean;
  readonly #capabilities: ReadonlySet<Capability>;
  readonly #turnstile = new Turnstile();
  readonly #running = new Set<Attempt>();
  readonly #confirmations = { confirmed: 0, overturned: 0 };
  #own: Promise<ScriptedServer> | undefined;
  #stopCatching = (): void => {};

  constructor(subject: Subject, { host = thisHost(), server, confirmFailures = true }: SessionOptions) {
    this.#subject = subject;
    this.#host = host;
    this.#given = server;
    this.#confirmFailures = confirmFailures;
    this.#capabilities = capabilitiesOf(subject);
  }

  async run(running: Case): Promise<CaseResult> {
    const { run: _, limit: __, alone = false, ...info } = running;
    const reason = whyNotClaimed(running, this.#subject, this.#capabilities);
    if (reason) return { ...info, verdict: "not claimed", duration: 0, reason };
    const impossible = whyNotPossible(running, this.#subject, this.#host, this.#given !== undefined);
    if (impossible) return { ...info, verdict: "not possible", duration: 0, reason: impossible };
    try {
      const server = await this.#server(running);
      return { ...info, ...(await (alone ? this.#runAlone(running, server) : this.#runAmongOthers(running, server))) };
    } catch (error) {
      return { ...info, verdict: "not run", duration: 0, reason: `The server did not start: ${describeFailure(error).message}` };
    }
  }

  async close(): Promise<void> {
    // The cases that needed a server that didn't start say so.
    const own = await this.#own?.catch(() => undefined);
    await own?.close();
  }

  #server(running: Case): Promise<ScriptedServer> | ScriptedServer | undefined {
    if (this.#given || !usesServer(running, this.#subject)) return this.#given;
    this.#own ??= this.#host.startServer?.();
    return this.#own;
  }

  async #runAlone(running: Case, server: ScriptedServer | undefined): Promise<Outcome> {
    const leave = await this.#turnstile.enter(true);
    try {
      return await this.#attempt(running, server).outcome;
    } finally {
      leave();
    }
  }

  async #runAmongOthers(running: Case, server: ScriptedServer | undefined): Promise<Outcome> {
    const leave = await this.#turnstile.enter(false);
    const attempt = this.#attempt(running, server);
    let outcome: Outcome;
    try {
      outcome = await attempt.outcome;
    } finally {
      leave();
    }
    const doubtful = outcome.verdict === "fail" && attempt.amongOthers && this.#areFailuresDoubtful();
    if (attempt.suspicions.size > 0) outcome = await this.#runAlone(running, server);
    else if (doubtful) outcome = await this.#confirm(running, server, outcome);
    return withUnexplained(attempt.suspicions, outcome);
  }

  /** Runs a case again that failed among others, unless enough failures were confirmed while it waited for its turn. */
  async #confirm(running: Case, server: ScriptedServer | undefined, first: Outcome): Promise<Outcome> {
    const leave = await this.#turnstile.enter(true);
    try {
      if (!this.#areFailuresDoubtful()) return first;
      const outcome = await this.#attempt(running, server).outcome;
      this.#confirmations[outcome.verdict === "fail" ? "confirmed" : "overturned"]++;
      return outcome;
    } finally {
      leave();
    }
  }

  /** Each second run keeps all other cases waiting. Where a client fails many cases, and each of them again, further second runs would take minutes. */
  #areFailuresDoubtful(): boolean {
    const { confirmed, overturned } = this.#confirmations;
    return this.#confirmFailures && (confirmed < enoughConfirmations || overturned > 0);
  }

  #attempt(running: Case, server: ScriptedServer | undefined): Attempt {
    const stray: unknown[] = [];
    const outcome = perform(running, this.#subject, this.#host, server, stray).finally(() => {
      this.#running.delete(attempt);
      if (this.#running.size === 0) this.#stopCatching();
    });
    const attempt: Attempt = { outcome, stray, suspicions: new Set(), amongOthers: this.#running.size > 0 };
    for (const other of this.#running) other.amongOthers = true;
    if (this.#running.size === 0) this.#stopCatching = catchStrayErrors(this.#onStrayError);
    this.#running.add(attempt);
    return attempt;
  }

  readonly #onStrayError = (error: unknown): void => {
    const [only, ...others] = this.#running;
    if (only && others.length === 0) only.stray.push(error);
    else {
      const suspicion: Suspicion = { error, suspects: this.#running.size, explained: false };
      for (const { suspicions } of this.#running) suspicions.add(suspicion);
    }
  };
}

/** The outcome of a case that was run again. If no suspect failed alone, the last of them fails with the error that came earlier. */
function withUnexplained(suspicions: Iterable<Suspicion>, outcome: Outcome): Outcome {
  let unexplained: Suspicion | undefined;
  for (const suspicion of suspicions) {
    suspicion.suspects--;
    suspicion.explained ||= outcome.verdict === "fail";
    if (suspicion.suspects === 0 && !suspicion.explained) unexplained ??= suspicion;
  }
  if (!unexplained) return outcome;
  const message = "An error that nothing catches, while several cases ran. It did not come again when each of them ran alone";
  return failed(unexplained.error, message, outcome.duration);
}

function failed(error: unknown, message: string, duration: number): Outcome {
  const failure = describeFailure(error);
  return { verdict: "fail", duration, failure: { ...failure, message: shorten(`${message}: ${failure.message}`) } };
}

async function perform(
  running: Case,
  subject: Subject,
  host: Host,
  server: ScriptedServer | undefined,
  stray: unknown[],
): Promise<Outcome> {
  // The caller lists this attempt first, so that errors which nothing catches are put down to it.
  await Promise.resolve();
  const limit = running.limit ?? defaultLimit;
  const { context, end } = openContext(running, subject, host, server);
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
  // A rejection counts as unhandled once the microtasks are done. It has been reported a full turn later.
  await turn();
  const duration = performance.now() - start;

  if (thrown?.error instanceof NotRun) return { verdict: "not run", duration, reason: thrown.error.message };
  if (thrown) return { verdict: "fail", duration, failure: describeFailure(thrown.error) };
  if (late) return { verdict: "fail", duration, failure: { message: `The case was not over after its limit of ${limit} ms` } };
  if (stray.length > 0) return failed(stray[0], "An error that nothing catches", duration);
  return { verdict: "pass", duration };
}
