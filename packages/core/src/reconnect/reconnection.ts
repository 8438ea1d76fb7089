import { abortReason, whenAborted } from "../abort.ts";
import { whenRejected } from "../callback.ts";
import { type Clock, timeOf, unref } from "../clock.ts";
import { closeQuietly } from "../close-quietly.ts";
import { checkLastEventId } from "../connect/request.ts";
import type { SSERequest } from "../connect/transport.ts";
import { EndableIterator, type Failure } from "../endable-iterator.ts";
import { isSSEError } from "../errors.ts";
import { printAs } from "../inspect.ts";
import type { Until } from "../source/terminal.ts";
import { warnOnce } from "../warn.ts";
import { Attempt } from "./attempt.ts";
import { gaveUp } from "./gave-up.ts";
import { type ReconnectContext, type ReconnectEnd, type ReconnectHeaders, ReconnectPolicy, waitOf } from "./policy.ts";
import { Progress } from "./progress.ts";
import type { ConnectAttempt, ReconnectableEvent, ReconnectingEventSource, ReconnectOptions, ReconnectState } from "./reconnect-options.ts";
import { isSafe, replayGuard } from "./replay.ts";
import { Resume } from "./resume.ts";

/** A loop of connections, and an iterator over the events of each that can be ended at any time. */
export class Reconnection<E extends ReconnectableEvent> implements ReconnectingEventSource<E> {
  readonly #connect: ConnectAttempt<E>;
  readonly #options: ReconnectOptions;
  readonly #clock: Clock;
  readonly #policy: ReconnectPolicy;
  readonly #repeatOf: ReturnType<typeof replayGuard>;
  readonly #progress: Progress;
  readonly #began: number;

  #state: ReconnectState = "connecting";
  readonly #context = { attempt: 0, lastError: undefined as unknown, reason: undefined as ReconnectEnd | undefined, delay: 0 };
  #attempt: Attempt<E> | undefined;
  #timer: unknown;
  #stopListening: (() => void) | undefined;
  /** Ends the wait between two attempts. */
  #endWait = (): void => {};
  /** The method of the last request, if the client calls `beforeConnect`. */
  #method = "GET";
  /** Whether the last attempt got its whole answer. */
  #wasAnswered = false;
  #until: Until | undefined;
  #complete = false;

  readonly #connections: AsyncGenerator<AsyncGenerator<E, void>, void>;
  /** The events of the current connection. */
  #events: AsyncGenerator<E, void> | undefined;
  readonly #iterator: EndableIterator<E>;
  #iterated = false;
  #ready: IteratorYieldResult<E> | undefined;

  constructor(connect: ConnectAttempt<E>, options: ReconnectOptions) {
    this.#connect = connect;
    this.#options = options;
    this.#clock = options.clock ?? globalThis;
    this.#policy = new ReconnectPolicy(options, options.strict ?? false, this.#clock);
    this.#repeatOf = replayGuard(options.replay ?? false);
    this.#progress = new Progress(options, this.#fail);
    this.#began = timeOf(this.#clock);
    this.#connections = this.#eachConnection();
    this.#iterator = new EndableIterator<E>({ take: () => this.#take(), pull: () => this.#pull(), close: () => this.close() });
    printAs(this, (printing, inspect) => {
      const { attempt, failures, delay } = this.#snapshot();
      return `ReconnectingEventSource ${inspect({ state: this.state, lastEventId: this.lastEventId, attempt, failures, delay }, printing)}`;
    });
  }

  get lastEventId(): string {
    return this.#progress.lastEventId;
  }

  get state(): ReconnectState {
    return this.#state;
  }

  get response(): unknown {
    return this.#attempt?.source?.response;
  }

  get status(): number | undefined {
    return this.#attempt?.source?.status;
  }

  get headers(): ReconnectHeaders | undefined {
    return this.#attempt?.source?.headers;
  }

  get complete(): boolean {
    return this.#complete;
  }

  endAt(until: Until): void {
    if (this.#iterated) throw new TypeError("Expected endAt() before the iteration, got it after");
    this.#until ??= until;
  }

  reconnectNow(): void {
    this.#attempt?.replace();
    this.#endWait();
  }

  close(): void {
    this.#end("closed");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<E> {
    if (this.#iterated) throw new TypeError("Expected one iteration, got a second");
    this.#iterated = true;
    return this.#iterator;
  }

  #take(): IteratorYieldResult<E> | undefined {
    const ready = this.#ready;
    this.#ready = undefined;
    return ready;
  }

  /** A consumer that asks for the next event has processed those before it. */
  #pull(): void {
    this.#progress.advance();
    this.#continue();
  }

  /** Asks the current connection for its next event, or for the next connection if there is none. */
  #continue(): void {
    if (this.#events) this.#events.next().then(this.#onEvent, this.#fail);
    else this.#connections.next().then(this.#onConnection, this.#fail);
  }

  readonly #onEvent = (result: IteratorResult<E, void>): void => {
    if (this.#closed) return;
    if (result.done) {
      this.#events = undefined;
      this.#continue();
    } else {
      this.#ready = result;
      this.#iterator.serve();
    }
  };

  readonly #onConnection = ({ done, value }: IteratorResult<AsyncGenerator<E, void>, void>): void => {
    if (done) this.#end("finished");
    else {
      this.#events = value;
      this.#continue();
    }
  };

  /**
   * The loop: connect, deliver, decide, wait. Each step may have closed the source. Then the loop only has to return, because `#end` has already
   * ended the iteration.
   */
  async *#eachConnection(): AsyncGenerator<AsyncGenerator<E, void>, void> {
    const { signal } = this.#options;
    if (signal) {
      const onAbort = (): void => this.#end("aborted", { error: abortReason(signal) });
      if (signal.aborted) return onAbort();
      this.#stopListening = whenAborted(signal, onAbort);
    }
    await this.#progress.load();

    while (!this.#closed) {
      const attempt = await this.#open();
      if (this.#closed) return;
      yield attempt.deliver(this.#progress, () => isSafe(this.#method));
      if (this.#closed) return;
      this.#release();
      await this.#progress.save();
      const delay = await this.#decide(attempt);
      if (delay === undefined || this.#closed) return;
      await this.#wait(delay);
    }
  }

  async #open(): Promise<Attempt<E>> {
    const attempt = new Attempt<E>(this.#until);
    this.#attempt = attempt;
    this.#context.attempt++;
    this.#enter("connecting");
    if (this.#closed) return attempt;
    const resume = new Resume(this.#idToSend(this.lastEventId), attempt.signal, this.#beforeConnect);
    const isOpen = await attempt.connect(async () => this.#connect(resume.options, this.#snapshot()), this.#options.strict ?? false);
    // If this was closed while the attempt connected, nothing else can close the attempt's source.
    if (this.#closed) attempt.close();
    else if (isOpen) {
      attempt.openedAt = timeOf(this.#clock);
      this.#policy.noteOpen();
      if (resume.isIgnored)
        this.#warn("An attempt didn't use resume.lastEventId, so the stream starts over: spread `resume` into the options");
      this.#enter("open");
    }
    return attempt;
  }

  /**
   * How long to wait before the next attempt, in milliseconds; `undefined` for no further attempt.
   *
   * @throws SSEError when it gives up.
   */
  async #decide({ source, complete, failure, delivered, replaced, openedAt = Number.NaN }: Attempt<E>): Promise<number | undefined> {
    this.#wasAnswered = !failure && !replaced;
    if (replaced) return 0;
    this.#complete = complete;
    if (complete) return undefined;
    const error = failure?.error;
    const { status, headers } = source ?? (isSSEError(error) ? error : {});
    this.#context.lastError = error;
    const uptime = timeOf(this.#clock) - openedAt;
    this.#policy.noteEnd({ failed: !!failure, delivered, uptime, retry: source?.reconnectionTime });

    const decision = await this.#options.shouldReconnect?.({ error, status }, this.#snapshot());
    const again = !!(decision ?? this.#policy.isTransient({ error, status }));
    if (again && !this.#policy.isExhausted(this.#context.attempt)) {
      return typeof decision === "object" ? waitOf(decision.delay) : this.#policy.wait(headers);
    }
    if (!failure) return undefined;
    throw isTypeError(error) && !again ? error : gaveUp(this.#context.attempt, error);
  }

  async #wait(delay: number): Promise<void> {
    this.#context.delay = delay;
    this.#enter("waiting");
    if (this.#closed || delay === 0) return;
    await new Promise<void>((resolve) => {
      this.#endWait = resolve;
      this.#timer = this.#clock.setTimeout(resolve, delay);
      if (this.#options.unref) unref(this.#timer);
    });
    this.#clock.clearTimeout(this.#timer);
  }

  /** The last event ID, or "" if no header can carry it. Otherwise every attempt would fail for it. */
  #idToSend(lastEventId: string): string {
    try {
      checkLastEventId(lastEventId);
      return lastEventId;
    } catch (unsendable) {
      this.#warn(String(unsendable));
      return "";
    }
  }

  readonly #beforeConnect = ({ method, body }: SSERequest): void => {
    this.#method = method;
    const repeated = this.#repeatOf(method, body);
    if (!repeated) return;
    const error = gaveUp(this.#context.attempt, this.#context.lastError, `expected replay: true and a new body to repeat ${method}`);
    // A POST that got its whole answer is done.
    if (this.#wasAnswered && repeated === "method") this.#end("finished");
    else this.#fail(error);
    throw error;
  };

  /** Ends the current connection, or the attempt at one. */
  #release(): void {
    this.#attempt?.close();
    this.#attempt = undefined;
  }

  /** Every reconnecting source ends here. What `onStateChange` throws then, `close()` throws. Every other end has no caller, so the loop throws it. */
  #end(reason: ReconnectEnd, failure?: Failure): void {
    if (this.#closed) return;
    this.#state = "closed";
    this.#context.reason = reason;
    this.#stopListening?.();
    this.#clock.clearTimeout(this.#timer);
    this.#release();
    // A source made of an async generator runs its `finally` by this.
    closeQuietly(() => this.#events?.return());
    let end = failure;
    try {
      this.#enter("closed");
    } catch (error) {
      if (reason === "closed") throw error;
      end = { error };
    } finally {
      this.#iterator.end(end);
    }
  }

  readonly #fail = (error: unknown): void => this.#end("failed", { error });

  #enter(state: ReconnectState): void {
    this.#state = state;
    whenRejected(this.#options.onStateChange?.(state, this.#snapshot()), this.#fail);
  }

  #snapshot(): ReconnectContext {
    return { ...this.#context, failures: this.#policy.failures, elapsed: timeOf(this.#clock) - this.#began };
  }

  #warn(warning: string): void {
    if (this.#options.onWarning) whenRejected(this.#options.onWarning(warning), this.#fail);
    else warnOnce(warning);
  }

  // A getter, because the compiler would narrow `#state` and doesn't know that other code can close the source during an `await`.
  get #closed(): boolean {
    return this.#state === "closed";
  }
}

/** Not `instanceof`, because under test runners the error may come from another realm. */
const isTypeError = (error: unknown): boolean => Object(error).name === "TypeError";
