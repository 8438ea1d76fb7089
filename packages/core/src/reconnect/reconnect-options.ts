import type { Clock } from "../clock.ts";
import type { SSERequest } from "../connect/transport.ts";
import type { ServerSentEvent } from "../event.ts";
import type { Until } from "../source/terminal.ts";
import type { ReconnectContext, ReconnectHeaders, ReconnectOutcome, ReconnectTiming } from "./policy.ts";

/** What {@link reconnect} uses of an event: its last event ID, if the client tells it. */
export interface ReconnectableEvent {
  readonly id?: string | undefined;
}

/** One connection as `connectSSE` makes it. Only iteration and `close()` are required; the other members are used if present. */
export interface ReconnectableSource<E extends ReconnectableEvent = ServerSentEvent> extends AsyncIterable<E> {
  readonly response?: unknown;
  readonly status?: number | undefined;
  readonly headers?: ReconnectHeaders | undefined;
  /** Whether iterating will deliver events. Otherwise it will throw, or end at once. */
  readonly ok?: boolean | undefined;
  readonly lastEventId?: string | undefined;
  readonly reconnectionTime?: number | undefined;
  /** Whether the event delivered last had an ID of its own, not that of an event before it. */
  readonly hasOwnId?: boolean | undefined;
  /** Whether the event that `until` names has come. */
  readonly complete?: boolean | undefined;
  /** The event that the end of the stream cut off. */
  readonly unfinishedEvent?: unknown;
  /** Sets what ends the answer. */
  endAt?(until: Until): void;
  /** Ends the connection at once. */
  close(): unknown;
}

/** Makes one connection: an async function around `connectSSE`, usually. */
export type ConnectAttempt<E extends ReconnectableEvent> = (
  resume: ResumeOptions,
  context: ReconnectContext,
) => ReconnectableSource<E> | PromiseLike<ReconnectableSource<E>>;

/** What one attempt is made with: spread it into `connectSSE`'s options, last. */
export interface ResumeOptions {
  /** The position to resume after; `""` for none. */
  readonly lastEventId: string;
  /** Aborted when this attempt is over, or the whole source. */
  readonly signal: AbortSignal;
  /** Refuses a request that must not be repeated. */
  readonly beforeConnect: (request: SSERequest) => void;
}

/** `"connecting"` until there is an event stream, `"open"` while there is one, `"waiting"` between two attempts, `"closed"` at the end. */
export type ReconnectState = "connecting" | "open" | "waiting" | "closed";

/** Whether to reconnect, and after how many milliseconds; `undefined` for the default. */
export type ReconnectDecision = boolean | { readonly delay: number } | undefined;

/** Keeps a position, so that another process can resume after it. Both functions may be async. What they throw ends the iteration. */
export interface ReconnectStore {
  /** The position saved last; `""`, `null` or `undefined` for none. Called once, before the first attempt. */
  load(): string | null | undefined | PromiseLike<string | null | undefined>;
  /** Saves a position. The iteration waits for it, and calls don't overlap. */
  save(lastEventId: string): void | PromiseLike<void>;
}

/** What {@link reconnect} takes; everything has a default. `null` means "not given". */
export interface ReconnectOptions extends ReconnectTiming {
  /** Ends everything at once: the iterator throws `signal.reason`. */
  signal?: AbortSignal | null | undefined;
  /** The position to resume after. A position that `store` loads wins over it. @defaultValue `""` */
  lastEventId?: string | null | undefined;
  /**
   * Decides whether to reconnect after an attempt has ended. `undefined` leaves it to the default, `{ delay }` reconnects after that many milliseconds. It may be
   * async.
   */
  shouldReconnect?:
    | ((outcome: ReconnectOutcome, context: ReconnectContext) => ReconnectDecision | PromiseLike<ReconnectDecision>)
    | null
    | undefined;
  /**
   * Whether any status but 200 is final, as the
   * {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model | specification} says.
   * @defaultValue `false`
   */
  strict?: boolean | null | undefined;
  /** Whether to repeat requests other than GET, HEAD and QUERY, which may cost or change something twice. @defaultValue `false` */
  replay?: boolean | null | undefined;
  /**
   * What counts as processed. With `"auto"`, asking for the next event acknowledges those before. With `"manual"`, an event is acknowledged
   * by `event.ack()`, and the position moves over the longest run of acknowledged events.
   * @defaultValue `"auto"`
   */
  ack?: "auto" | "manual" | null | undefined;
  /** Keeps the position when the process ends. @defaultValue none: the position lives as long as the source */
  store?: ReconnectStore | null | undefined;
  /**
   * Whether to drop events whose ID is among the last 1,000 that were delivered. An event without its own ID is never dropped. Several events with one ID count as
   * one event.
   * @defaultValue `false`
   */
  dedupe?: boolean | null | undefined;
  /**
   * Whether a process that has nothing else to do may end during a wait between two attempts, if the runtime's timers have `unref`. It is for streams in
   * the background: a program that only iterates would end in the middle of its loop, without an error.
   * @defaultValue `false`
   */
  unref?: boolean | null | undefined;
  /** Called whenever a state is entered. */
  onStateChange?: ((state: ReconnectState, context: ReconnectContext) => void) | null | undefined;
  /**
   * Called with a sentence when the stream may start over without the caller noticing: the last event ID can't be sent, because no header can carry it, or an
   * attempt didn't use `resume.lastEventId`.
   * @defaultValue `console.warn`, once for each sentence
   */
  onWarning?: ((warning: string) => void) | null | undefined;
  /** Where timers come from. @defaultValue the runtime's own */
  clock?: Clock | null | undefined;
}

/** What an event has besides its own members with `ack: "manual"`. */
export interface AckableEvent {
  /** Marks the event as processed, so that it won't come again. */
  ack(): void;
}

/** Many connections as one iterable; see {@link reconnect}. Like an `EventSource`, it can be iterated once. */
export interface ReconnectingEventSource<E> extends AsyncIterable<E>, AsyncDisposable {
  /** The position: the last event ID up to which everything is processed. It is what `store` saves, and what the next attempt sends. */
  readonly lastEventId: string;
  /** What it is doing. */
  readonly state: ReconnectState;
  /** The response of the open connection; `undefined` while there is none. */
  readonly response: unknown;
  /** The status of the open connection; `undefined` while there is none. */
  readonly status: number | undefined;
  /** The headers of the open connection; `undefined` while there is none. */
  readonly headers: ReconnectHeaders | undefined;
  /** Whether the event that `until` names has come. The answer is complete then, and the loop ends. */
  readonly complete: boolean;
  /**
   * Sets what ends the answer, as the option `until` does, for each connection that was made without it.
   *
   * @throws TypeError when the iteration has begun.
   */
  endAt(until: Until): void;
  /** The events of all connections, in order. @throws TypeError at the second call. */
  [Symbol.asyncIterator](): AsyncIterableIterator<E>;
  /**
   * Reconnects at once: ends a wait, or replaces a connection that may be half dead. It doesn't count as a failure. Does nothing before the iteration has begun
   * and after its end.
   */
  reconnectNow(): void;
  /** Ends the connection or the wait at once, and the loop quietly. */
  close(): void;
}
