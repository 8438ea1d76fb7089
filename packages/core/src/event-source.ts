import { type BodyReader, readBody } from "./body.ts";
import { SSEDecoder, type SSEDecoderOptions } from "./decoder.ts";
import { milliseconds } from "./duration.ts";
import { faultOf, SSEError, type SSEErrorCode } from "./errors.ts";
import type { ServerSentEvent } from "./event.ts";
import { refusal } from "./response.ts";
import type { SSEResponse, TransportResponse } from "./transport.ts";

/** What an {@link EventSource} takes besides its response; everything has a default. */
export interface EventSourceOptions extends SSEDecoderOptions {
  /** Ends the stream: the iterator throws `signal.reason` itself. */
  signal?: AbortSignal | null | undefined;
  /**
   * Milliseconds without a single byte, comments included, before the stream counts as dead; counted only while the consumer waits.
   * @defaultValue none
   */
  idleTimeout?: number | undefined;
  /**
   * The controller whose signal the request was sent with. The source owns it from here on and aborts it when the stream is to close.
   * @defaultValue one of its own: closing then cancels the body only
   */
  controller?: AbortController | undefined;
  /**
   * What error messages begin with: the method and the URL, without its query and credentials.
   * @defaultValue nothing
   */
  label?: string | undefined;
}

/** How much of a refused response is kept, in characters, and how long it is waited for, in milliseconds. */
const KEPT_SIZE = 65_536;
const KEPT_TIME = 1_000;

const NONE: ServerSentEvent[] = [];

/**
 * The event stream of one HTTP response, to be inspected first and then iterated. It is not the browser's class of that name: it does not
 * connect, it does not reconnect, and it is read with `for await`.
 *
 * Single use: it can be iterated once. Iterating checks the response: a status that is not 2xx, or a content type other than
 * `text/event-stream`, throws; 204 ends at once. It is pull-only: bytes are read when an event is asked for and none is left, so that a
 * slow consumer slows the socket.
 *
 * Leaving the loop, {@link EventSource.close | close()}, `await using` and an abort all close the connection at once.
 * A source that is never iterated holds its connection until it is closed.
 */
export class EventSource<R = Response> implements AsyncIterable<ServerSentEvent>, AsyncDisposable {
  /** The client's own response object. Its body belongs to this source. */
  readonly response: R;

  readonly #source: Pick<SSEResponse<R>, "status" | "headers" | "body">;
  readonly #decoder: SSEDecoder;
  readonly #controller: AbortController;
  readonly #signal: AbortSignal | null | undefined;
  readonly #idleTimeout: number;
  readonly #label: string;
  readonly #onAbort: (() => void) | undefined;
  #reader: BodyReader | undefined;
  #lastEventId: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #iterator: { serve(): void } | undefined;
  /** The events of the last chunk, and how many of them are delivered. */
  #events = NONE;
  #delivered = 0;
  #ended = false;
  /** What the next `next()` throws. */
  #failure: { readonly error: unknown } | undefined;

  /**
   * @param response - a web `Response`, or any client's response under the transport contract
   * @throws TypeError when it is neither.
   */
  constructor(response: TransportResponse<R>, options: EventSourceOptions = {}) {
    if (typeof response?.status !== "number" || !response.headers?.get) throw new TypeError(`Expected a response, got ${typeof response}`);
    this.#source = response;
    this.response = "raw" in response ? response.raw : response;
    this.#decoder = new SSEDecoder(options);
    this.#lastEventId = this.#decoder.lastEventId;
    this.#controller = options.controller ?? new AbortController();
    this.#idleTimeout = milliseconds("idleTimeout", options.idleTimeout);
    this.#label = options.label ? `${options.label}: ` : "";
    const signal = options.signal;
    this.#signal = signal;
    if (signal) {
      // The listener is this source's own: the caller's signal holds the source for as long as the stream is open, and no longer.
      this.#onAbort = () => this.#stop({ error: signal.reason });
      signal.addEventListener("abort", this.#onAbort);
      if (signal.aborted) this.#onAbort();
    }
  }

  /** The response's status, whatever the client calls it. */
  get status(): number {
    return this.#source.status;
  }

  /** The response's headers, whatever the client calls them; `get` takes a name in lower case. */
  get headers(): SSEResponse<R>["headers"] {
    return this.#source.headers;
  }

  /**
   * The {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#concept-event-stream-last-event-id | last event ID}
   * to resume from: that of the events handed out so far, `lastEventId` of the options until the stream sends one. Events that have
   * arrived but were not yet asked for do not count, so that leaving the loop and resuming loses none.
   */
  get lastEventId(): string {
    return this.#lastEventId;
  }

  /** The last {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#concept-event-stream-reconnection-time | reconnection time} that the stream sent, in milliseconds; `undefined` until then. */
  get reconnectionTime(): number | undefined {
    return this.#decoder.reconnectionTime;
  }

  /**
   * The events, one at a time, as they arrive.
   *
   * @throws {@link SSEError} with code `ERR_SSE_STATUS`, `ERR_SSE_CONTENT_TYPE`, `ERR_SSE_DISCONNECTED`, `ERR_SSE_IDLE_TIMEOUT` or
   * `ERR_SSE_EVENT_TOO_LARGE`, after every complete event before the fault; `signal.reason` when the caller aborted.
   * @throws TypeError when the source was iterated before, or somebody else has read the body.
   */
  iterSSE(): AsyncIterableIterator<ServerSentEvent> {
    return this.#iterate(() => {
      const event = this.#events[this.#delivered++] as ServerSentEvent; // the iterator asks only when there is one
      this.#lastEventId = this.#delivered < this.#events.length ? event.id : this.#decoder.lastEventId;
      return event;
    });
  }

  /**
   * The events of each chunk as one array, never empty, for consumers to whom a promise per event is too dear.
   *
   * @throws as {@link EventSource.iterSSE} does.
   */
  iterBatches(): AsyncIterableIterator<ServerSentEvent[]> {
    return this.#iterate(() => {
      this.#delivered = this.#events.length;
      this.#lastEventId = this.#decoder.lastEventId;
      return this.#events;
    });
  }

  /** The same as {@link EventSource.iterSSE}. */
  [Symbol.asyncIterator](): AsyncIterableIterator<ServerSentEvent> {
    return this.iterSSE();
  }

  /** Closes the connection at once and ends the loop quietly, a waiting `next()` included. Does nothing when the stream has ended. */
  close(): void {
    this.#stop();
  }

  /** {@link EventSource.close | close()}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  #iterate<T>(take: () => T): AsyncIterableIterator<T> {
    if (this.#iterator) throw new TypeError("Expected one iteration, got a second");
    const iterator = new EventSource.#Iterator(this, take);
    this.#iterator = iterator;
    return iterator;
  }

  // Written by hand: the return() of an async generator waits for its pending next(), which waits for a server that may never speak again.
  static readonly #Iterator = class<T> implements AsyncIterableIterator<T> {
    readonly #source: EventSource<unknown>;
    readonly #take: () => T;
    /** Calls of next() that found nothing, in order. While there is one, a read is under way. */
    #waiting: ((result: IteratorResult<T> | Promise<never>) => void)[] = [];

    constructor(source: EventSource<unknown>, take: () => T) {
      this.#source = source;
      this.#take = take;
    }

    [Symbol.asyncIterator](): this {
      return this;
    }

    next(): Promise<IteratorResult<T>> {
      // Saves a place in the queue for each event but a chunk's first.
      if (this.#source.#delivered < this.#source.#events.length) return Promise.resolve({ done: false, value: this.#take() });
      return new Promise((resolve) => {
        // A literal of one takes a tenth of the memory that push() gives an empty array.
        if (this.#waiting.length > 0) this.#waiting.push(resolve);
        else {
          this.#waiting = [resolve];
          this.serve();
        }
      });
    }

    async return(value?: unknown): Promise<IteratorResult<T>> {
      this.#source.close();
      return { done: true, value };
    }

    /** Answers the calls that wait, as far as there is something to answer, and reads on for the rest. */
    serve(): void {
      const source = this.#source;
      while (this.#waiting[0]) {
        const resolve = this.#waiting[0];
        if (source.#delivered < source.#events.length) resolve({ done: false, value: this.#take() });
        else if (source.#failure) {
          resolve(Promise.reject(source.#failure.error));
          source.#failure = undefined;
        } else if (source.#ended) resolve({ done: true, value: undefined });
        else {
          source.#read();
          return;
        }
        this.#waiting.shift();
      }
    }
  };

  #read(): void {
    const reader = this.#reader ?? this.#open();
    if (!reader) return;
    this.#events = NONE; // what was delivered is not kept alive by a stream that has fallen silent
    this.#delivered = 0;
    const timeout = this.#idleTimeout;
    if (timeout) {
      this.#timer = setTimeout(
        () => this.#fail("ERR_SSE_IDLE_TIMEOUT", `expected a byte within ${timeout} ms (idleTimeout), got none`),
        timeout,
      );
    }
    reader.next().then(this.#onChunk, this.#onDrop);
  }

  readonly #onChunk = ({ done, value }: Awaited<ReturnType<BodyReader["next"]>>): void => {
    if (this.#ended) return;
    clearTimeout(this.#timer);
    if (done) {
      this.#end(undefined, true);
      return;
    }
    let events = NONE;
    let fault: { readonly error: unknown } | undefined;
    try {
      if (value) {
        this.#decoder.feed(value, (event) => {
          if (events === NONE) events = [event];
          else events.push(event);
        });
      }
    } catch (error) {
      fault = { error };
    }
    if (this.#ended) return; // by an onComment that closed or aborted
    this.#events = events;
    if (events === NONE) this.#lastEventId = this.#decoder.lastEventId;
    if (!fault) this.#iterator?.serve();
    else if (fault.error instanceof SSEError) this.#fail(fault.error.code, fault.error.message);
    else this.#end(fault);
  };

  readonly #onDrop = (cause: unknown): void =>
    this.#fail("ERR_SSE_DISCONNECTED", `expected a clean end, got ${faultOf(cause) || "none"}`, { cause });

  #fail(code: SSEErrorCode, message: string, options?: { cause?: unknown; body?: string }): void {
    this.#end({ error: new SSEError(code, this.#label + message, { ...options, response: this.response }) });
  }

  /** The first read: opens the body, and gives it back where it is one to decode. */
  #open(): BodyReader | undefined {
    const { status, headers, body } = this.#source;
    const refused = refusal(status, headers.get("content-type"));
    this.#reader = readBody(body);
    if (status === 204) this.#end();
    else if (refused) void this.#refuse(...refused);
    else if (!body) this.#end();
    else if (!this.#reader) this.#end({ error: new TypeError("Expected an unread body, got a used one") });
    else return this.#reader;
    return undefined;
  }

  /** Keeps the beginning of the body, since an API's own words are what its user needs, and aborts the rest, which would hold its connection. */
  async #refuse(code: SSEErrorCode, message: string): Promise<void> {
    const utf8 = new TextDecoder();
    let body = "";
    const fail = (): void => this.#fail(code, message, { body: body.slice(0, KEPT_SIZE) });
    this.#timer = setTimeout(fail, KEPT_TIME);
    try {
      while (this.#reader && body.length < KEPT_SIZE) {
        const { done, value } = await this.#reader.next();
        if (done) break;
        body += utf8.decode(value, { stream: true });
      }
    } catch {
      // A body that breaks off has still said what it said; the refusal is what the caller needs to hear.
    }
    fail();
  }

  /** Ends the stream from this side: what has arrived and was not asked for is dropped, a failure of the stream with it. */
  #stop(failure?: { readonly error: unknown }): void {
    this.#events = NONE;
    this.#failure = undefined;
    this.#end(failure);
  }

  /** The one place where a stream ends. Abort first, unwind second, wait for nothing. */
  #end(failure?: { readonly error: unknown }, complete = false): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    clearTimeout(this.#timer);
    if (this.#onAbort) this.#signal?.removeEventListener("abort", this.#onAbort);
    if (!complete) {
      this.#controller.abort(failure?.error);
      const reader = this.#reader ?? readBody(this.#source.body);
      // The stream is over; what its source says to that concerns nobody.
      reader?.return?.().catch(() => {});
    }
    this.#iterator?.serve();
  }
}
