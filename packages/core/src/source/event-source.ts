import { abortReason, newController, whenAborted } from "../abort.ts";
import type { Clock } from "../clock.ts";
import type { TransportResponse } from "../connect/transport.ts";
import { EndableIterator, type Failure, type Supply } from "../endable-iterator.ts";
import type { ServerSentEvent } from "../event.ts";
import { expectOptions } from "../expect-options.ts";
import type { SSEResponseHeaders } from "../headers.ts";
import { type Inspect, present, printAllAs } from "../inspect.ts";
import { Cursor } from "./cursor.ts";
import { drain } from "./drain.ts";
import type { EventSourceOptions } from "./event-source-options.ts";
import { type StreamListener, StreamReader } from "./stream-reader.ts";
import { Terminal, type Until } from "./terminal.ts";

/**
 * The event stream of one HTTP response, to be inspected first and then iterated. It isn't the browser's class of that name: it doesn't
 * connect, it doesn't reconnect, and it is read with `for await`.
 *
 * It can be iterated once. Iterating checks the response: a status other than 2xx, or a content type other than `text/event-stream`,
 * throws; 204 ends at once. Bytes are read only when an event is asked for and none is left, so a slow consumer slows the socket.
 *
 * Leaving the loop, {@link EventSource.close | close()}, `await using` and an abort all close the connection at once.
 * A source that is never iterated holds its connection until it is closed.
 */
export class EventSource<R = Response> implements AsyncIterable<ServerSentEvent>, AsyncDisposable {
  /** How the reader and the iterator reach their source. Closures would take a quarter of what an idle source holds. */
  static readonly #Link = class implements StreamListener, Supply<unknown> {
    readonly #source: EventSource<unknown>;
    constructor(source: EventSource<unknown>) {
      this.#source = source;
    }
    onChunk(): void {
      this.#source.#onChunk();
    }
    onEnd(failure?: Failure): void {
      this.#source.#onEnd(failure);
    }
    take(): IteratorYieldResult<unknown> | undefined {
      return this.#source.#take();
    }
    pull(): void {
      this.#source.#reader.read();
    }
    close(): void {
      this.#source.close();
    }
  };

  readonly #link = new EventSource.#Link(this);
  readonly #reader: StreamReader<R>;
  readonly #controller: AbortController;
  readonly #stopListening: (() => void) | undefined;
  readonly #clock: Clock;
  readonly #cursor: Cursor;
  #inBatches = false;
  #iterator: Pick<EndableIterator<unknown>, "serve" | "end"> | undefined;
  #ended = false;
  /** What the iteration throws if the stream has ended before it began. */
  #failure: Failure | undefined;

  /**
   * @param response - a web `Response`, or any client's response under the transport contract
   * @throws TypeError when it's neither, or an option can't be used.
   */
  constructor(response: TransportResponse<R>, options: EventSourceOptions = {}) {
    expectOptions(options);
    const { signal } = options;
    printAllAs(EventSource.prototype, EventSource.#print);
    this.#reader = new StreamReader(response, options, this.#link);
    this.#cursor = new Cursor(this.#reader.queue, this.#reader.decoder);
    if (options.until) this.endAt(options.until);
    this.#controller = options.controller ?? newController();
    this.#clock = options.clock ?? globalThis;
    if (!signal) return;
    const onAbort = (): void => this.#stop({ error: abortReason(signal) });
    if (signal.aborted) onAbort();
    else this.#stopListening = whenAborted(signal, onAbort);
  }

  /** The client's own response object. Its body belongs to this source. */
  get response(): R {
    return this.#reader.response;
  }

  /** The response's status, under this name over every client. */
  get status(): number {
    return this.#reader.status;
  }

  /** Whether the event that `until` names has come. The answer is complete then, and the loop ends. */
  get complete(): boolean {
    return this.#cursor.complete;
  }

  /** The method and the URL, without its query and credentials; `""` for a response that the caller had already. */
  get label(): string {
    return this.#reader.label;
  }

  /** Whether iterating will deliver events. Otherwise it will throw, or end at once as with status 204. */
  get ok(): boolean {
    return this.status !== 204 && !this.#reader.refusal;
  }

  /** The response's headers, over every client; `get` takes a name in any case. */
  get headers(): SSEResponseHeaders {
    return this.#reader.headers;
  }

  /**
   * The {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#concept-event-stream-last-event-id | last event ID} to resume
   * after. It is that of the events delivered so far, and `lastEventId` of the options until the stream sends one. Events that have arrived
   * but weren't asked for don't count, so leaving the loop and resuming loses none.
   */
  get lastEventId(): string {
    return this.#cursor.lastEventId;
  }

  /** The last {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#concept-event-stream-reconnection-time | reconnection time} that the stream sent, in milliseconds; `undefined` until then. */
  get reconnectionTime(): number | undefined {
    return this.#reader.decoder.reconnectionTime;
  }

  /**
   * Whether the event delivered last had an `id` field of its own. An event without one carries the ID that came before it, which isn't its own.
   */
  get hasOwnId(): boolean {
    return this.#cursor.hasOwnId;
  }

  /**
   * The event that the end of the stream cut off, as a blank line would have dispatched it; `undefined` if the stream ended between events, or hasn't ended.
   *
   * The {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation | specification} discards it, so it is never
   * delivered. It shows that a server left out the last blank line, or that a proxy cut the stream in a way that looks like its end.
   */
  get unfinishedEvent(): ServerSentEvent | undefined {
    return this.#reader.unfinishedEvent;
  }

  /**
   * The events, one at a time, as they arrive.
   *
   * @throws {@link SSEError} with code `ERR_SSE_STATUS`, `ERR_SSE_CONTENT_TYPE`, `ERR_SSE_DISCONNECTED`, `ERR_SSE_IDLE_TIMEOUT` or
   * `ERR_SSE_EVENT_TOO_LARGE`, after every complete event before the fault; `signal.reason` when the caller aborted.
   * @throws TypeError when the source was iterated before, or its body has been used or can't be read.
   */
  iterSSE(): AsyncIterableIterator<ServerSentEvent> {
    return this.#iterate(false);
  }

  /**
   * The events of each chunk as one array, never empty, for consumers that can't afford one promise per event. With `onComment`, an array
   * ends where a comment comes between two events.
   *
   * @throws as {@link EventSource.iterSSE} does.
   */
  iterBatches(): AsyncIterableIterator<ServerSentEvent[]> {
    return this.#iterate(true);
  }

  /** The same as {@link EventSource.iterSSE}. */
  [Symbol.asyncIterator](): AsyncIterableIterator<ServerSentEvent> {
    return this.iterSSE();
  }

  /**
   * Sets what ends the answer, as the option `until` does, for a source that was made without it. It changes nothing if there is one already.
   *
   * @throws TypeError when the iteration has begun.
   */
  endAt(until: Until): void {
    if (this.#iterator) throw new TypeError("Expected endAt() before the iteration, got it after");
    if (this.#cursor.until) return;
    this.#cursor.until = new Terminal(until);
    this.#reader.keepLeftover();
  }

  /** Closes the connection at once and ends the loop quietly, including a `next()` that waits. Does nothing when the stream has ended. */
  close(): void {
    this.#stop();
  }

  /** {@link EventSource.close | close()}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  /** What `console.log` shows. Not the response, because clients keep the request's headers in it. */
  static #print(source: EventSource<unknown>, printing: object, inspect: Inspect): string {
    const { label, status, lastEventId, reconnectionTime, complete } = source;
    return `EventSource ${inspect(present({ label, status, lastEventId, reconnectionTime, complete }), printing)}`;
  }

  #iterate<T>(inBatches: boolean): AsyncIterableIterator<T> {
    if (this.#iterator) throw new TypeError("Expected one iteration, got a second");
    const iterator = new EndableIterator<T>(this.#link as Supply<T>);
    this.#inBatches = inBatches;
    if (this.#ended) iterator.end(this.#failure);
    this.#iterator = iterator;
    return iterator;
  }

  #take(): IteratorYieldResult<unknown> | undefined {
    const cursor = this.#cursor;
    try {
      if (!cursor.complete) {
        const value = this.#inBatches ? cursor.nextBatch() : cursor.next();
        if (cursor.complete) this.#onTerminalEvent();
        if (value !== undefined) return { done: false, value };
      }
      if (cursor.complete) this.#end();
    } catch (error) {
      this.#stop({ error }); // thrown by `onComment` or `until`
    }
    return undefined;
  }

  #onChunk(): void {
    this.#cursor.followDecoder();
    this.#iterator?.serve();
  }

  #onEnd(failure: Failure | undefined): void {
    const { until } = this.#cursor;
    if (failure) this.#end(failure);
    else if (until && this.status !== 204) this.#reader.failTruncated(until.problem, until.lastEvent);
    else this.#end(undefined, true);
  }

  /**
   * The terminal event was taken, so the answer is complete. The loop ends when it asks for the next event. Meanwhile the rest of the body is
   * read, so that the client can use the connection again.
   */
  #onTerminalEvent(): void {
    this.#reader.queue.clear();
    void drain(this.#reader.detach(), this.#clock, () => {
      this.#controller.abort();
      this.#reader.release();
    });
  }

  /**
   * Ends the stream from this side. Events that weren't asked for are dropped. If the stream has ended already, this end replaces a failure that
   * the loop hasn't seen.
   */
  #stop(failure?: Failure): void {
    this.#reader.queue.clear();
    if (this.#ended) this.#endIteration(failure);
    else this.#end(failure);
  }

  /** Every stream ends here. The order matters: abort first, unwind second, wait for nothing (ARCHITECTURE.md says why). */
  #end(failure?: Failure, byServer = false): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#stopListening?.();
    const reason = failure ? "failed" : this.#cursor.complete ? "complete" : byServer ? "end" : "closed";
    this.#reader.tracer?.emit("end", { reason, ...(failure && { error: failure.error }) });
    // A stream that ended well leaves its connection to the client, for other requests. But a body that was never opened, as with status 204, would
    // keep the connection busy.
    const endedWell = !failure && (byServer || this.#cursor.complete);
    const openedBody = endedWell ? this.#reader.detach() : undefined;
    if (!openedBody) {
      this.#controller.abort(failure?.error);
      this.#reader.release();
    }
    this.#endIteration(failure);
  }

  #endIteration(failure: Failure | undefined): void {
    this.#failure = failure;
    this.#iterator?.end(failure);
  }
}
