import type { ServerSentEvent } from "./event.ts";
import type { ReconnectContext, ReconnectOutcome, ReconnectTiming } from "./policy.ts";
import type { SSERequest, SSEResponse } from "./transport.ts";

/** What {@link reconnect} asks of an event: its last event ID, where the client tells one. */
export interface ReconnectableEvent {
  readonly id?: string | undefined;
}

/** One connection as `connectSSE` makes it. Of one that is not ours, only the iteration and `close` are needed; what is missing is not heeded. */
export interface ReconnectableSource<E extends ReconnectableEvent = ServerSentEvent> extends AsyncIterable<E> {
  readonly status?: number | undefined;
  readonly headers?: SSEResponse<unknown>["headers"] | undefined;
  readonly lastEventId?: string | undefined;
  readonly reconnectionTime?: number | undefined;
  /** Ends the connection at once. */
  close(): unknown;
}

/** Makes one connection: an async function around `connectSSE`, usually. */
export type ConnectAttempt<E extends ReconnectableEvent> = (
  resume: Resume,
  context: ReconnectContext,
) => ReconnectableSource<E> | PromiseLike<ReconnectableSource<E>>;

/** What one attempt is to be made with: spread it into `connectSSE`'s options, last. */
export interface Resume {
  /** The position to resume after; `""` for none. */
  readonly lastEventId: string;
  /** Aborted when this attempt is over, or the whole source. */
  readonly signal: AbortSignal;
  /** Refuses to repeat what must not be repeated. */
  readonly beforeConnect: (request: SSERequest, body: unknown) => void;
}

/** `"connecting"` until there is an event stream, `"open"` while there is one, `"waiting"` between two attempts, `"closed"` at the end. */
export type ReconnectState = "connecting" | "open" | "waiting" | "closed";

/** Where a position is kept so that another process can resume after it. Both may be asynchronous; what they throw ends the iteration. */
export interface ReconnectStore {
  /** The position saved last; `""`, `null` or `undefined` for none. Called once, before the first attempt. */
  load(): string | null | undefined | PromiseLike<string | null | undefined>;
  /** Keeps a position. It is never called before the last call has settled, and the iteration waits for it. */
  save(lastEventId: string): void | PromiseLike<void>;
}

/** Time and chance, to be replaced in tests. `globalThis` is one. */
export interface ReconnectClock {
  /** Milliseconds since 1970. @defaultValue `Date.now` */
  now?(): number;
  /** Delays are positive and never more than a timer can hold. */
  setTimeout(callback: () => void, milliseconds: number): unknown;
  /** @param timer - what `setTimeout` returned */
  clearTimeout(timer: unknown): void;
  /** From 0 to 1, for the jitter. @defaultValue `Math.random` */
  random?(): number;
}

/** What {@link reconnect} takes; everything has a default. */
export interface ReconnectOptions extends ReconnectTiming {
  /** Ends everything at once: the iterator throws `signal.reason`. */
  signal?: AbortSignal | null | undefined;
  /** The position to resume after. One that `store` loads comes before it. @defaultValue `""` */
  lastEventId?: string | undefined;
  /** Decides whether to connect anew after an attempt has ended; `undefined` leaves it to the default. */
  shouldReconnect?: ((outcome: ReconnectOutcome, context: ReconnectContext) => boolean | undefined) | undefined;
  /**
   * Whether to do as the {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model | specification} says
   * rather than what serves: any status but 200 is final.
   * @defaultValue `false`
   */
  strict?: boolean | undefined;
  /** Whether a request may be repeated whose method is not GET, HEAD or QUERY: it costs, or changes, something twice. @defaultValue `false` */
  replay?: boolean | undefined;
  /**
   * What counts as processed. `"auto"`: asking for the next event acknowledges those before. `"manual"`: what `event.ack()` was called on;
   * the position advances over the longest run of such events.
   * @defaultValue `"auto"`
   */
  ack?: "auto" | "manual" | undefined;
  /** Keeps the position over the end of the process. @defaultValue none: it lives as long as the source */
  store?: ReconnectStore | undefined;
  /**
   * Whether to drop events that were delivered before, told by the last 1,000 IDs. An event without an ID of its own is never dropped; nor is
   * the first one of a connection when its ID is the one resumed after, since that cannot be told from an event without.
   * @defaultValue `false`
   */
  dedupe?: boolean | undefined;
  /**
   * Whether a wait between two attempts lets a process end that has nothing else to do, where timers have `unref`. For streams in the
   * background only: a program that does nothing but iterate would end in the middle of its loop, with nothing to say that it did.
   * @defaultValue `false`
   */
  unref?: boolean | undefined;
  /** Called whenever a state is entered. */
  onStateChange?: ((state: ReconnectState, context: ReconnectContext) => void) | undefined;
  /** Called with a sentence when the last event ID cannot be sent, because no header can carry it. */
  onWarning?: ((warning: string) => void) | undefined;
  /** @defaultValue the runtime's own timers */
  clock?: ReconnectClock | undefined;
}

/** What an event has, besides its own members, with `ack: "manual"`. */
export interface AckableEvent {
  /** Says that the event is processed and need not come again. */
  ack(): void;
}

/** Many connections as one iterable; see {@link reconnect}. Single use, as an `EventSource`. */
export interface ReconnectingEventSource<E> extends AsyncIterable<E>, AsyncDisposable {
  /** The position: the last event ID before which everything is processed. Saved with the `store`, sent with the next attempt. */
  readonly lastEventId: string;
  readonly state: ReconnectState;
  /** @throws TypeError at the second call. */
  [Symbol.asyncIterator](): AsyncIterableIterator<E>;
  /** Ends the connection or the wait at once, and the loop quietly. */
  close(): void;
}
