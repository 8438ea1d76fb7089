import type { ConnectRequest } from "./connect.ts";
import { isSSEError, SSEError } from "./errors.ts";
import type { ServerSentEvent } from "./event.ts";
import {
  delayOf,
  isTransient,
  type ReconnectContext,
  type ReconnectOutcome,
  type ReconnectTiming,
  retryAfter,
  type Timing,
  timingOf,
} from "./policy.ts";
import { type Delivery, Position } from "./position.ts";
import { refusal } from "./response.ts";
import type { SSEResponse } from "./transport.ts";

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

/** What one attempt is to be made with: spread it into `connectSSE`'s options, last. */
export interface Resume {
  /** The position to resume after; `""` for none. */
  readonly lastEventId: string;
  /** Aborted when this attempt is over, or the whole source. */
  readonly signal: AbortSignal;
  /** Refuses to repeat what must not be repeated. */
  readonly beforeConnect: (request: ConnectRequest) => void;
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

/** Time and chance, to be replaced in tests. */
export interface ReconnectClock {
  /** Milliseconds since 1970. */
  now(): number;
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
   * Whether to drop events that were delivered before, told by their ID; a number says how many IDs are remembered, `true` means 1,000. An
   * event without an ID of its own is never dropped.
   * @defaultValue `false`
   */
  dedupe?: boolean | number | undefined;
  /**
   * Whether the timer of a wait lets a Node process end that has nothing else to do. With `true`, a program that does nothing but
   * iterate ends, without an error, while it waits.
   * @defaultValue `true`
   */
  unref?: boolean | undefined;
  /** Called whenever a state is entered. */
  onStateChange?: ((state: ReconnectState, context: ReconnectContext) => void) | undefined;
  /** Called with a sentence about what goes on, but not as well as one would think. */
  onWarning?: ((warning: string) => void) | undefined;
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

const systemClock: Required<ReconnectClock> = {
  now: () => Date.now(),
  setTimeout: (callback, milliseconds) => setTimeout(callback, milliseconds),
  clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>), // it came from the line above
  random: () => Math.random(),
};

/**
 * Connects, and connects anew when the stream ends or fails, resuming after the last event that was processed.
 *
 * ```ts
 * import { connect, reconnect, type Transport } from "@sse/core";
 *
 * const transport: Transport<Response> = ({ url, method, headers, signal }) => fetch(url, { method, headers, signal });
 * const url = "http://localhost:8000/sse";
 * for await (const event of reconnect((resume) => connect(transport, "GET", url, { idleTimeout: 60_000, ...resume }))) {
 *   console.log(event.event, event.data);
 * }
 * ```
 *
 * `connect` is called for each attempt, so that tokens are fresh. Nothing happens before the iteration begins, and nothing is read before
 * an event is asked for. At any time there is at most one connection.
 *
 * - Connects anew after a clean end, a drop, an idle timeout, no response, and the statuses 408, 425, 429 and 5xx.
 * - Status 204 ends the iteration quietly; any other status, a wrong content type and an event too large end it with an error.
 * - What `connect` throws that is no {@link SSEError} ends it, too, unless a stream was open before.
 *
 * @param connect - makes one connection; `resume` belongs into the options of `connectSSE`
 * @throws RangeError for a duration or a number that is none.
 * @throws {@link SSEError} from the iteration, with code `ERR_SSE_RECONNECT`, when it gives up: `cause` is the last failure. `signal.reason`
 * when the caller aborted.
 */
export function reconnect<E extends ReconnectableEvent>(
  connect: (resume: Resume, context: ReconnectContext) => ReconnectableSource<E> | PromiseLike<ReconnectableSource<E>>,
  options: ReconnectOptions & { ack: "manual" },
): ReconnectingEventSource<E & AckableEvent>;
export function reconnect<E extends ReconnectableEvent>(
  connect: (resume: Resume, context: ReconnectContext) => ReconnectableSource<E> | PromiseLike<ReconnectableSource<E>>,
  options?: ReconnectOptions,
): ReconnectingEventSource<E>;
export function reconnect<E extends ReconnectableEvent>(connect: Connect<E>, options: ReconnectOptions = {}): ReconnectingEventSource<E> {
  return new Reconnecting(connect, options);
}

type Connect<E extends ReconnectableEvent> = (
  resume: Resume,
  context: ReconnectContext,
) => ReconnectableSource<E> | PromiseLike<ReconnectableSource<E>>;

interface Waiting<E> {
  resolve(result: IteratorResult<E>): void;
  reject(error: unknown): void;
}

class Reconnecting<E extends ReconnectableEvent> implements ReconnectingEventSource<E> {
  readonly #connect: Connect<E>;
  readonly #options: ReconnectOptions;
  readonly #timing: Timing;
  readonly #clock: ReconnectClock;
  readonly #position: Position;
  #state: ReconnectState = "connecting";
  #iterated = false;
  /** Calls of `next()` that are not answered, in order. */
  readonly #waiting: Waiting<E>[] = [];
  #running = false;
  /** What the next `next()` throws. */
  #failure: { readonly error: unknown } | undefined;

  #began: number | undefined;
  #attempt = 0;
  #failures = 0;
  #opened = false;
  #lastError: unknown;
  #delay = 0;
  #retry: number | undefined;

  #controller: AbortController | undefined;
  #source: ReconnectableSource<E> | undefined;
  #iterator: AsyncIterator<E> | undefined;
  /** When the current stream opened, and whether it has delivered an event. */
  #openedAt: number | undefined;
  #delivered = false;
  #timer: unknown;
  #saved = "";
  #saving: Promise<void> | undefined;

  /** The last attempt whose request may not be repeated, the bodies that cannot be, and how all ends because one was to be. */
  #unsafe = 0;
  readonly #sent: WeakSet<object> = new WeakSet();
  #refusal: { readonly failure: { readonly error: unknown } | undefined } | undefined;

  constructor(connect: Connect<E>, options: ReconnectOptions) {
    if (typeof connect !== "function") throw new TypeError(`Expected a function that connects, got ${typeof connect}`);
    this.#connect = connect;
    this.#options = options;
    this.#timing = timingOf(options);
    this.#clock = options.clock ?? systemClock;
    this.#position = new Position(options.lastEventId ?? "", options.dedupe === true ? 1_000 : Number(options.dedupe ?? 0));
  }

  get lastEventId(): string {
    return this.#position.id;
  }

  get state(): ReconnectState {
    return this.#state;
  }

  close(): void {
    this.#end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end();
  }

  // Written by hand, as EventSource's is: the return() of an async generator would wait for a server that may never speak again.
  [Symbol.asyncIterator](): AsyncIterableIterator<E> {
    if (this.#iterated) throw new TypeError("Expected the first iteration of this source, got a second one");
    this.#iterated = true;
    const iterator: AsyncIterableIterator<E> = {
      [Symbol.asyncIterator]: () => iterator,
      next: () => {
        if (this.#options.ack !== "manual") this.#position.acknowledgeAll();
        return new Promise((resolve, reject) => {
          this.#waiting.push({ resolve, reject });
          if (this.#state === "closed") this.#settle();
          else if (!this.#running) void this.#run();
        });
      },
      return: async (value?: unknown) => {
        this.#end();
        return { done: true, value };
      },
      throw: async (error?: unknown) => {
        this.#end();
        throw error;
      },
    };
    return iterator;
  }

  get #closed(): boolean {
    return this.#state === "closed";
  }

  /** Works for as long as someone waits. After each wait of its own it looks whether all is over: then everybody has been answered. */
  async #run(): Promise<void> {
    this.#running = true;
    try {
      if (this.#began === undefined) await this.#begin();
      while (this.#waiting.length > 0) {
        await this.#save();
        if (this.#closed) return;
        const ended = await (this.#iterator ? this.#pull(this.#iterator) : this.#open());
        if (this.#closed) return;
        if (ended) await this.#recover(ended);
      }
    } catch (error) {
      this.#end({ error });
    }
    this.#running = false;
  }

  async #begin(): Promise<void> {
    const { signal, store } = this.#options;
    this.#began = this.#clock.now();
    if (signal?.aborted) throw signal.reason;
    signal?.addEventListener("abort", this.#onAbort);
    this.#saved = (await store?.load()) || "";
    if (this.#saved) this.#position.id = this.#saved;
  }

  /** Makes one attempt; says how it ended where there is nothing to iterate. */
  async #open(): Promise<ReconnectOutcome | undefined> {
    const controller = new AbortController();
    this.#controller = controller;
    const { id } = this.#position;
    const lost = /[^\t\x20-\x7e\x80-\u{10ffff}]/u.test(id);
    if (lost) this.#options.onWarning?.(`The last event ID ${JSON.stringify(id)} is not sent: no header can carry it`);
    const lastEventId = lost ? "" : id;
    this.#position.begin(lastEventId);
    this.#attempt++;
    this.#delivered = false;
    this.#openedAt = this.#refusal = undefined;
    this.#enter("connecting");
    if (this.#closed) return undefined;

    let source: ReconnectableSource<E>;
    try {
      source = await this.#connect({ lastEventId, signal: controller.signal, beforeConnect: this.#guard }, this.#context());
    } catch (error) {
      return { error, status: undefined };
    }
    if (this.#closed) {
      source.close();
      return undefined;
    }
    this.#source = source;
    const { status, headers } = source;
    const refused = status !== undefined && refusal(status, headers?.get("content-type"));
    if (!refused && this.#options.strict && status !== undefined && status !== 200 && status !== 204) {
      return { error: new SSEError("ERR_SSE_STATUS", `expected status 200 (strict), got ${status}`), status };
    }
    if (!refused && status !== 204) {
      this.#opened = true;
      this.#openedAt = this.#clock.now();
      this.#enter("open");
      if (this.#closed) return undefined;
    }
    this.#iterator = source[Symbol.asyncIterator]();
    return undefined;
  }

  /** Delivers one event, or says how the attempt ended. */
  async #pull(iterator: AsyncIterator<E>): Promise<ReconnectOutcome | undefined> {
    const status = this.#source?.status;
    let result: IteratorResult<E>;
    try {
      result = await iterator.next();
    } catch (error) {
      return { error, status };
    }
    if (result.done) return { error: undefined, status };
    if (this.#closed) return undefined;
    const event = result.value;
    const delivery = this.#position.receive(event.id);
    if (!delivery) return undefined;
    this.#delivered = true;
    const value = this.#options.ack === "manual" ? Object.assign(event, { ack: () => this.#acknowledge(delivery) }) : event;
    this.#waiting.shift()?.resolve({ done: false, value });
    return undefined;
  }

  /** After an attempt: ends, gives up, or waits. */
  async #recover(outcome: ReconnectOutcome): Promise<void> {
    const { error } = outcome;
    const source = this.#source;
    const now = this.#clock.now();
    if (source?.lastEventId !== undefined) this.#position.end(source.lastEventId);
    this.#retry = source?.reconnectionTime ?? this.#retry;
    this.#release();
    const stayed = this.#openedAt !== undefined && now - this.#openedAt >= this.#timing.resetAfter;
    this.#failures = this.#delivered || stayed ? 0 : this.#failures + 1;
    this.#lastError = error;
    await this.#save();
    if (this.#closed) return;

    if (this.#refusal && !source) return this.#end(this.#refusal.failure);
    // An abort of which only the error tells, by a signal that the caller gave to `connectSSE` itself.
    if (error instanceof Error && error.name === "AbortError") return this.#end({ error });
    const again = this.#options.shouldReconnect?.(outcome, this.#context()) ?? isTransient(outcome, this.#opened, this.#options.strict);
    if (!again && error === undefined) return this.#end();
    if (!again || this.#failures >= this.#timing.maxAttempts) return this.#end({ error: this.#gaveUp(error) });
    const { random = Math.random } = this.#clock;
    this.#delay = delayOf(this.#timing, this.#failures, this.#retry, retryAfter(source?.headers, now), random());
    this.#enter("waiting");
    if (this.#closed) return;
    await new Promise<void>((resolve) => {
      const timer = this.#clock.setTimeout(resolve, this.#delay);
      this.#timer = timer;
      if (this.#options.unref === false || typeof timer !== "object" || timer === null) return;
      if ("unref" in timer && typeof timer.unref === "function") timer.unref();
    });
    this.#timer = undefined;
  }

  /** What must not be repeated is refused before it is sent. */
  readonly #guard = ({ method, body }: ConnectRequest): void => {
    const safe = this.#options.replay || /^(?:GET|HEAD|QUERY)$/.test(method);
    const stream =
      typeof body === "object" && body !== null && ("getReader" in body || "pipe" in body || "next" in body) ? body : undefined;
    let why: string | undefined;
    if (!safe && this.#unsafe && this.#unsafe < this.#attempt) why = `${method} is repeated only with replay: true`;
    else if (stream && this.#sent.has(stream)) why = "a body stream can be sent once, make a new one for each attempt";
    if (why) {
      const error = this.#gaveUp(this.#lastError, why);
      // A POST that was answered to its end is done.
      this.#refusal = { failure: safe || this.#lastError !== undefined ? { error } : undefined };
      throw error;
    }
    if (!safe) this.#unsafe = this.#attempt;
    if (stream) this.#sent.add(stream);
  };

  #acknowledge(delivery: Delivery): void {
    this.#position.acknowledge(delivery);
    this.#save()?.catch((error: unknown) => {
      if (this.#closed) this.#options.onWarning?.(`The position was not saved: ${error}`);
      this.#end({ error });
    });
  }

  /** Brings the store up to date, by one save after the other. */
  #save(): Promise<void> | undefined {
    const { store } = this.#options;
    if (!store || this.#saved === this.#position.id) return this.#saving;
    this.#saving ??= (async () => {
      try {
        while (this.#saved !== this.#position.id) {
          const { id } = this.#position;
          await store.save(id);
          this.#saved = id;
        }
      } finally {
        this.#saving = undefined;
      }
    })();
    return this.#saving;
  }

  #context(): ReconnectContext {
    return {
      attempt: this.#attempt,
      failures: this.#failures,
      opened: this.#opened,
      lastError: this.#lastError,
      elapsed: this.#clock.now() - (this.#began ?? this.#clock.now()),
      delay: this.#delay,
    };
  }

  #gaveUp(cause: unknown, why = cause instanceof Error ? cause.message : cause ? String(cause) : "no stream had an event"): SSEError {
    const { response, body } = isSSEError(cause) ? cause : {};
    return new SSEError("ERR_SSE_RECONNECT", `Gave up after attempt ${this.#attempt}: ${why}`, { cause, response, body });
  }

  #enter(state: ReconnectState): void {
    this.#state = state;
    this.#options.onStateChange?.(state, this.#context());
  }

  readonly #onAbort = (): void => {
    this.#end({ error: this.#options.signal?.reason });
  };

  /** Lets go of the current connection, or of the attempt at one. */
  #release(): void {
    this.#controller?.abort();
    this.#source?.close();
    this.#controller = this.#source = this.#iterator = undefined;
  }

  /** The one place where everything ends. */
  #end(failure?: { readonly error: unknown }): void {
    if (this.#closed) return;
    this.#state = "closed";
    this.#failure = failure;
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer);
    this.#release();
    this.#settle();
    this.#enter("closed");
  }

  #settle(): void {
    for (const { resolve, reject } of this.#waiting.splice(0)) {
      const failure = this.#failure;
      this.#failure = undefined;
      if (failure) reject(failure.error);
      else resolve({ done: true, value: undefined });
    }
  }
}
