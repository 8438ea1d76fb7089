import type { Capability } from "./capabilities.ts";
import type { Host, HostFeature } from "./host/host.ts";
import type { Policies } from "./policies.ts";
import type { ScriptedServer } from "./server/scripted-server.ts";
import type { ConnectInit, Connection, Subject, SubjectEvent } from "./subject.ts";

/** The sections of the report, in its order. */
export const categories = ["decoding", "request", "response", "closing", "limits", "reconnecting"] as const;

/** One section of the report. */
export type Category = (typeof categories)[number];

/**
 * - `must`: a specification requires it, or a client without it loses, repeats or leaks something.
 * - `should`: the specifications leave room, but users were bitten where a client does otherwise.
 * - `policy`: one of several allowed choices; tested only where the subject declares that choice.
 */
export const levels = ["must", "should", "policy"] as const;

/** How much a case weighs. */
export type Level = (typeof levels)[number];

/** What identifies and explains a case, without the means to run it: the report's part of it. */
export interface CaseInfo {
  /** Stable once released: category, slash, the rule in lower-case words: `decoding/id-with-null-is-ignored`. */
  readonly id: `${Category}/${string}`;
  /** A sentence about the client that states the behaviour: "An id field that contains U+0000 is ignored". */
  readonly title: string;
  readonly category: Category;
  readonly level: Level;
  /** The section that requires it: a URL with its anchor. */
  readonly spec: string;
  /** The case is "not claimed" unless the subject has all of these. */
  readonly needs: readonly Capability[];
  /** The case is "not possible" unless its host has all of these. @defaultValue none */
  readonly host?: readonly HostFeature[];
  /** The declared choices that the case is about. Always there with level `policy`. */
  readonly policy?: Policies;
}

/** One behaviour, and the experiment that shows it. */
export interface Case extends CaseInfo {
  /**
   * Milliseconds after which the case has failed, whatever it is waiting for.
   * @defaultValue 5_000
   */
  readonly limit?: number;
  /**
   * Whether the case looks at the whole process (its garbage, memory, warnings or time), so that no other case may run meanwhile.
   * @defaultValue `false`
   */
  readonly alone?: boolean;
  /** Resolves if the subject behaves as the title says; throws, usually by one of the context's checks, if not. */
  run(context: CaseContext): Promise<void> | void;
}

/** What a case may use. Everything opened through it is closed when the case ends, however it ends. */
export interface CaseContext {
  readonly subject: Subject;
  /** Where the suite runs. Only what the case declares in {@link CaseInfo.host} is certain to be there. */
  readonly host: Host;
  /** Only with the capability `connect` or `reconnect`; the getter throws otherwise. */
  readonly server: ScriptedServer;
  /** Aborted when the case is over or past its limit. */
  readonly signal: AbortSignal;
  /** Calls the subject's `connect`, and closes the connection when the case ends. */
  connect(url: string, init?: Partial<ConnectInit>): Promise<Connection>;
  /** Calls the subject's `reconnect`, and closes the connection when the case ends. */
  reconnect(url: string, init?: Partial<ConnectInit>): Promise<Connection>;
  /** Iterates until the stream ends. Rejects with whatever the iteration throws. */
  collect(connection: AsyncIterable<SubjectEvent>): Promise<SubjectEvent[]>;
  /** Iterates until it throws, and returns the error; fails if `connect` and the iteration end without one. */
  failure(connection: Promise<AsyncIterable<SubjectEvent>>): Promise<unknown>;
  /**
   * Waits for `promise`, and fails with `what` ("the server sees the socket close") if it does not settle in time: the way to fail with
   * a sentence instead of by the case's limit.
   *
   * @param milliseconds The case's own limit, less a little, unless given.
   */
  within<T>(promise: PromiseLike<T>, what: string, milliseconds?: number): Promise<T>;
  /** Fails unless both are equal as JSON would show them; both go into the report. */
  equal(got: unknown, expected: unknown, what: string): void;
  /** Fails unless `condition` holds. */
  ok(condition: boolean, what: string, evidence?: Evidence): void;
  /** Ends the case as "not run": something that it needs is missing where it runs, through no fault of the subject. */
  notRun(reason: string): never;
  /** Runs when the case ends, last registered first. */
  cleanup(action: () => unknown): void;
}

/** What a failure shows of itself in the report, besides its message. */
export interface Evidence {
  expected?: unknown;
  got?: unknown;
  /** The bytes that the subject was given, in the pieces in which it was given them. */
  chunks?: readonly Uint8Array[];
}

/** Thrown by a check. Anything else that a case throws fails it too, as an unexpected error. */
export class ConformanceFailure extends Error {
  override readonly name: string = "ConformanceFailure";
  readonly evidence: Evidence;

  constructor(message: string, evidence: Evidence = {}) {
    super(message);
    this.evidence = evidence;
  }
}

/** Thrown by {@link CaseContext.notRun}. */
export class NotRun extends Error {
  override readonly name: string = "NotRun";
}
