import { abortReason, newController } from "./abort.ts";
import { type Clock, timeOf, unref } from "./clock.ts";
import { EndableIterator, type Failure } from "./endable-iterator.ts";
import { isSSEError, SSEError } from "./errors.ts";
import { type Inspect, inspectCustom } from "./inspect.ts";
import { isTransient, type ReconnectContext, retryAfterOf, waits } from "./policy.ts";
import { type Delivery, Position } from "./position.ts";
import { PositionSaver } from "./position-saver.ts";
import { RecentIds } from "./recent-ids.ts";
import type {
  AckableEvent,
  ConnectAttempt,
  ReconnectableEvent,
  ReconnectableSource,
  ReconnectingEventSource,
  ReconnectOptions,
  ReconnectState,
} from "./reconnect-options.ts";
import { reasonOf } from "./redact.ts";
import { isSafe, replayGuard } from "./replay.ts";
import { makeRequest } from "./request.ts";
import type { SSERequest } from "./transport.ts";

/**
 * Connects, and reconnects when the stream ends or fails, resuming after the last event that was processed.
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
 * `connect` is called for each attempt, so tokens are fresh. Nothing happens before the iteration begins, and nothing is read before an event
 * is asked for. At any time there is at most one connection.
 *
 * - It reconnects after a clean end, a drop, an idle timeout, no response, and the statuses 408, 425, 429 and 5xx.
 * - Status 204 ends the iteration quietly. Any other status, a wrong content type and an event that is too large end it with an error.
 * - Any other error of `connect` ends it as well, unless a stream was open before. A TypeError is then thrown as it is.
 *
 * @param connect - makes one connection; `resume` belongs in the options of `connectSSE`
 * @throws RangeError for a delay that isn't a number, or is negative.
 * @throws {@link SSEError} from the iteration, with code `ERR_SSE_GAVE_UP`, when it gives up: `cause` is the last failure, and its `status`,
 * `headers` and `body` are there as well. `signal.reason` when the caller aborted.
 */
export function reconnect<E extends ReconnectableEvent>(
  connect: ConnectAttempt<E>,
  options: ReconnectOptions & { ack: "manual" },
): ReconnectingEventSource<E & AckableEvent>;
export function reconnect<E extends ReconnectableEvent>(connect: ConnectAttempt<E>, options?: ReconnectOptions): ReconnectingEventSource<E>;
export function reconnect<E extends ReconnectableEvent>(
  connect: ConnectAttempt<E>,
  options: ReconnectOptions = {},
): ReconnectingEventSource<E> {
  return new Reconnection(connect, options);
}

/** One attempt: the connection that it made, and how that ended. */
interface Attempt<E extends ReconnectableEvent> {
  readonly controller: AbortController;
  source?: ReconnectableSource<E>;
  /** When the event stream began. */
  openedAt?: number;
  delivered: boolean;
  failure?: Failure;
}

/** A loop of attempts (`#events`), and an iterator around it that can be ended at any time. */
class Reconnection<E extends ReconnectableEvent> implements ReconnectingEventSource<E> {
  readonly #connect: ConnectAttempt<E>;
  readonly #options: ReconnectOptions;
  readonly #clock: Clock;
  readonly #waitOf: ReturnType<typeof waits>;
  readonly #repeated: ReturnType<typeof replayGuard>;
  readonly #position = new Position("");
  readonly #saver: PositionSaver;
  readonly #recent: RecentIds | undefined;
  readonly #began: number;

  #state: ReconnectState = "connecting";
  readonly #context = { attempt: 0, failures: 0, lastError: undefined as unknown, delay: 0 };
  /** Clean ends in a row that came at once: without an event, and from a server that has never sent `retry`. */
  #emptyEnds = 0;
  #everOpen = false;
  #retry: number | undefined;
  #attempt: Attempt<E> | undefined;
  #timer: unknown;
  /** The method of the last request, if the client shows its requests. */
  #method = "GET";

  readonly #run: AsyncGenerator<E, void>;
  readonly #iterator: EndableIterator<E>;
  #iterated = false;
  #ready: IteratorYieldResult<E> | undefined;

  constructor(connect: ConnectAttempt<E>, options: ReconnectOptions) {
    this.#connect = connect;
    this.#options = options;
    this.#clock = options.clock ?? globalThis;
    this.#waitOf = waits(options, this.#clock);
    this.#repeated = replayGuard(options.replay ?? false);
    this.#saver = new PositionSaver(options.store);
    this.#recent = options.dedupe ? new RecentIds() : undefined;
    this.#began = timeOf(this.#clock);
    this.#moveTo(options.lastEventId ?? "");
    this.#run = this.#events();
    this.#iterator = new EndableIterator<E>({ take: () => this.#take(), pull: () => this.#pull(), close: () => this.#end() });
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

  [Symbol.asyncIterator](): AsyncIterableIterator<E> {
    if (this.#iterated) throw new TypeError("Expected one iteration, got a second");
    this.#iterated = true;
    return this.#iterator;
  }

  /** What `console.log` shows: no source and no options, which can hold secrets. */
  [inspectCustom](_depth: number, options: object, inspect: Inspect): string {
    const { attempt, failures, delay } = this.#context;
    return `ReconnectingEventSource ${inspect({ state: this.state, lastEventId: this.lastEventId, attempt, failures, delay }, options)}`;
  }

  #take(): IteratorYieldResult<E> | undefined {
    const ready = this.#ready;
    this.#ready = undefined;
    return ready;
  }

  /** Asking for the next event says that those before are processed. */
  #pull(): void {
    if (this.#options.ack !== "manual") this.#position.moveToLast();
    this.#run.next().then((result) => {
      if (result.done) return this.#end();
      if (this.#closed) return;
      this.#ready = result;
      this.#iterator.serve();
    }, this.#fail);
  }

  /** The loop: connect, deliver, decide, wait. After each step the source may have been closed. Then every call has been answered. */
  async *#events(): AsyncGenerator<E, void> {
    const { signal, lastEventId } = this.#options;
    if (signal?.aborted) throw abortReason(signal);
    signal?.addEventListener("abort", this.#onAbort);
    this.#moveTo(await this.#saver.load(lastEventId ?? ""));

    while (!this.#closed) {
      const attempt = await this.#open();
      if (this.#closed) return;
      yield* this.#deliver(attempt);
      if (this.#closed) return;
      this.#release();
      await this.#save();
      const delay = await this.#decide(attempt);
      if (delay === undefined || this.#closed) return;
      await this.#wait(delay);
    }
  }

  async #open(): Promise<Attempt<E>> {
    const attempt: Attempt<E> = { controller: newController(), delivered: false };
    this.#attempt = attempt;
    this.#context.attempt++;
    this.#enter("connecting");
    if (this.#closed) return attempt;
    try {
      const resume = {
        lastEventId: this.#sendable(this.#position.id),
        signal: attempt.controller.signal,
        beforeConnect: this.#beforeConnect,
      };
      const source = await this.#connect(resume, this.#snapshot());
      attempt.source = source;
      // Closed while it connected: nothing else knows of this source.
      if (this.#closed) source.close();
      else if (source.ok ?? isOk(source.status)) {
        if (this.#options.strict && source.status !== 200) {
          throw new SSEError("ERR_SSE_STATUS", `expected status 200, got ${source.status}`, { status: source.status });
        }
        attempt.openedAt = timeOf(this.#clock);
        this.#everOpen = true;
        this.#enter("open");
      }
    } catch (error) {
      attempt.failure = { error };
    }
    return attempt;
  }

  async *#deliver(attempt: Attempt<E>): AsyncGenerator<E, void> {
    const { source } = attempt;
    if (!source || attempt.failure) return;
    // Until the stream sends an ID, its events have the one that the connection began with. That one isn't theirs.
    let current = source.lastEventId ?? this.#position.id;
    let first = true;
    try {
      for await (const event of source) {
        const { id = current } = event;
        const own = id !== current || (first && source.startsWithLastEvent === true);
        first = false;
        current = id;
        const duplicate = own && this.#recent?.has(id) === true;
        const delivery = this.#position.add(own ? id : undefined, duplicate);
        if (duplicate) continue;
        if (own && id) this.#recent?.add(id);
        attempt.delivered = true;
        yield this.#options.ack === "manual" ? Object.assign(event, { ack: () => this.#acknowledge(delivery) }) : event;
        if (this.#options.store) await this.#save();
      }
      // A GET continues after the last complete event. Another request must not pass for answered when its answer ends inside an event.
      if (source.unfinishedEvent && !isSafe(this.#method)) {
        throw new SSEError("ERR_SSE_DISCONNECTED", `expected the answer to ${this.#method} to end with a complete event, got part of one`);
      }
    } catch (error) {
      attempt.failure = { error };
    }
    // A block without data moves the last event ID as well.
    const { lastEventId = current } = source;
    if (lastEventId !== current) this.#position.add(lastEventId, true);
  }

  /**
   * How long to wait before the next attempt, in milliseconds; `undefined` for no further attempt.
   *
   * @throws SSEError when it gives up.
   */
  async #decide({ source, failure, delivered, openedAt = Number.NaN }: Attempt<E>): Promise<number | undefined> {
    const { shouldReconnect, strict, maxFailures, maxConnections, stableAfter } = this.#options;
    const error = failure?.error;
    const { status, headers } = source ?? (isSSEError(error) ? error : {});
    if (source?.complete) return undefined;
    this.#retry = source?.reconnectionTime ?? this.#retry;

    const stayed = delivered || timeOf(this.#clock) - openedAt >= (stableAfter ?? 5_000);
    const context = this.#context;
    context.failures = failure && !stayed ? context.failures + 1 : 0;
    context.lastError = error;
    this.#emptyEnds = failure || stayed || this.#retry !== undefined ? 0 : this.#emptyEnds + 1;

    const decision = await shouldReconnect?.({ error, status }, this.#snapshot());
    const again = decision ?? isTransient({ error, status }, this.#everOpen, strict ?? false);
    const exhausted = context.failures >= (maxFailures ?? 30) || context.attempt >= (maxConnections ?? Number.POSITIVE_INFINITY);
    if (again && !exhausted) {
      return this.#waitOf({
        retry: this.#retry,
        retryAfter: retryAfterOf(headers, this.#clock),
        steps: failure ? context.failures + 1 : this.#emptyEnds,
      });
    }
    if (!failure) return undefined;
    throw isTypeError(error) && !again ? error : this.#gaveUp(error);
  }

  async #wait(delay: number): Promise<void> {
    this.#context.delay = delay;
    this.#enter("waiting");
    if (this.#closed) return;
    await new Promise<void>((resolve) => {
      this.#timer = this.#clock.setTimeout(resolve, delay);
      if (this.#options.unref) unref(this.#timer);
    });
  }

  /** The last event ID, or "" if no header can carry it. A request that can't be made would be tried again and again. */
  #sendable(lastEventId: string): string {
    try {
      makeRequest({ method: "GET", url: "/", lastEventId, signal: newController().signal });
      return lastEventId;
    } catch (unsendable) {
      this.#options.onWarning?.(String(unsendable));
      return "";
    }
  }

  readonly #beforeConnect = ({ method, body }: SSERequest): void => {
    this.#method = method;
    const repeated = this.#repeated(method, body);
    if (!repeated) return;
    const { lastError } = this.#context;
    const error = this.#gaveUp(lastError, `expected replay: true and a new body to repeat ${method}`);
    // A POST whose answer ended cleanly is done.
    this.#end(lastError === undefined && repeated === "method" ? undefined : { error });
    throw error;
  };

  #acknowledge(delivery: Delivery): void {
    delivery.processed = true;
    void this.#save();
  }

  /** Moves the position over what is processed, and saves it. What the store throws ends the iteration. */
  #save(): Promise<void> {
    this.#position.moveOverProcessed();
    return this.#saver.save(() => this.#position.id).catch(this.#fail);
  }

  #moveTo(id: string): void {
    this.#position.add(id, true);
    this.#position.moveToLast();
    if (id) this.#recent?.add(id);
  }

  /** Lets go of the current connection, or of the attempt at one. */
  #release(): void {
    this.#attempt?.controller.abort();
    this.#attempt?.source?.close();
    this.#attempt = undefined;
  }

  /** Everything ends here. */
  #end(failure?: Failure): void {
    if (this.#closed) return;
    this.#state = "closed";
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
    this.#clock.clearTimeout(this.#timer);
    this.#release();
    this.#iterator.end(failure);
    this.#enter("closed");
  }

  readonly #fail = (error: unknown): void => this.#end({ error });

  readonly #onAbort = (): void => {
    if (this.#options.signal) this.#fail(abortReason(this.#options.signal));
  };

  #enter(state: ReconnectState): void {
    this.#state = state;
    this.#options.onStateChange?.(state, this.#snapshot());
  }

  #snapshot(): ReconnectContext {
    return { ...this.#context, elapsed: timeOf(this.#clock) - this.#began };
  }

  #gaveUp(cause: unknown, why = reasonOf(cause) || "expected an event, got none"): SSEError {
    const { status, headers, body, response } = isSSEError(cause) ? cause : {};
    const message = `Gave up at attempt ${this.#context.attempt}: ${why}`;
    return new SSEError("ERR_SSE_GAVE_UP", message, { cause, status, headers, body, response });
  }

  // A method, not a comparison in place: the compiler can't know that other code closes the source during an `await`.
  get #closed(): boolean {
    return this.#state === "closed";
  }
}

const isOk = (status = 200): boolean => status >= 200 && status < 300 && status !== 204;

/** By its name: under test runners it may come from another realm. */
const isTypeError = (error: unknown): boolean => Object(error).name === "TypeError";
