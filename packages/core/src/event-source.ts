import { abortReason, newController } from "./abort.ts";
import { type BodyHolder, type BodyReader, kindOf, openBody, releaseBody } from "./body.ts";
import { bufferingHint, watchForBuffering } from "./buffering-hint.ts";
import { type Clock, milliseconds } from "./clock.ts";
import { SSEDecoder, type SSEDecoderOptions } from "./decoder.ts";
import { EndableIterator, type Failure } from "./endable-iterator.ts";
import { SSEError, type SSEErrorCode, type SSEErrorOptions } from "./errors.ts";
import type { ServerSentEvent } from "./event.ts";
import { EventQueue } from "./event-queue.ts";
import { responseHeaders, type SSEResponseHeaders } from "./headers.ts";
import { IdleTimer } from "./idle-timer.ts";
import { fromNodeReadable, isUnreadNodeReadable } from "./node-readable.ts";
import { reasonOf } from "./redact.ts";
import { refusedBody } from "./refused-body.ts";
import { type ContentTypeCheck, refusal } from "./response.ts";
import type { TransportResponse } from "./transport.ts";

/** What an {@link EventSource} takes besides its response; everything has a default. `null` means "not given". */
export interface EventSourceOptions extends SSEDecoderOptions {
  /** Ends the stream: the iterator throws `signal.reason` itself. */
  signal?: AbortSignal | null | undefined;
  /**
   * Milliseconds without a single byte, comments included, before the stream counts as dead. Only the time in which the consumer waits
   * counts, and a process that was stopped or busy doesn't miss what arrived meanwhile.
   * @defaultValue none
   */
  idleTimeout?: number | null | undefined;
  /**
   * Which content types are read as an event stream: `"any"`, or a function that gets the header's value (`null` if it is missing).
   * @defaultValue `text/event-stream` with any parameters
   */
  contentType?: ContentTypeCheck | null | undefined;
  /** Called with the text of each comment, in its place among the events, without the colon and one following space. What it throws ends the stream. */
  onComment?: ((comment: string) => void) | null | undefined;
  /** Where timers come from. @defaultValue the runtime's own */
  clock?: Clock | null | undefined;
  /**
   * The controller whose signal the request was sent with. The source owns it from here on and aborts it when the stream is to close.
   * @defaultValue one of its own: closing then cancels the body only
   */
  controller?: AbortController | null | undefined;
  /**
   * What error messages begin with: the method and the URL, without its query and credentials.
   * @defaultValue nothing
   */
  label?: string | null | undefined;
}

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
  readonly #response: R;
  readonly #status: number;
  readonly #headers: SSEResponseHeaders;
  readonly #body: BodyHolder;
  readonly #decoder: SSEDecoder;
  readonly #queue: EventQueue;
  readonly #controller: AbortController;
  readonly #signal: AbortSignal | null | undefined;
  readonly #contentType: ContentTypeCheck | undefined;
  readonly #clock: Clock;
  readonly #label: string;
  readonly #onAbort: (() => void) | undefined;
  readonly #idle: IdleTimer | undefined;
  #reader: BodyReader | undefined;
  #stopWatching: (() => void) | undefined;
  #lastEventId: string;
  #startsWithLastEvent: boolean | undefined;
  #iterator: Pick<EndableIterator<unknown>, "serve" | "end"> | undefined;
  #unfinishedEvent: ServerSentEvent | undefined;
  #ended = false;
  /** What a later iteration throws if the stream has ended before. */
  #failure: Failure | undefined;

  /**
   * @param response - a web `Response`, or any client's response under the transport contract
   * @throws TypeError when it's neither.
   */
  constructor(response: TransportResponse<R>, options: EventSourceOptions = {}) {
    if (typeof response?.status !== "number" || typeof response.headers !== "object" || !response.headers) {
      throw new TypeError(
        `Expected a response, got ${kindOf(response)}: let interceptors and wrappers of the client return the response, not its data`,
      );
    }
    const { onComment, signal } = options;
    const { body } = response;
    this.#response = "raw" in response ? response.raw : response;
    this.#status = response.status;
    this.#headers = responseHeaders(response.headers);
    // At once: an error of a Node stream that nothing listens to ends the process.
    this.#body = isUnreadNodeReadable(body) ? { body: fromNodeReadable(body) } : response;
    this.#queue = new EventQueue(onComment);
    this.#decoder = new SSEDecoder({ ...options, onComment: onComment && ((comment) => this.#queue.addComment(comment)) });
    this.#lastEventId = this.#decoder.lastEventId;
    this.#controller = options.controller ?? newController();
    this.#contentType = options.contentType ?? undefined;
    this.#clock = options.clock ?? globalThis;
    this.#label = options.label ? `${options.label}: ` : "";
    const idleTimeout = milliseconds("idleTimeout", options.idleTimeout);
    if (idleTimeout) this.#idle = new IdleTimer(this.#clock, idleTimeout, () => this.#failIdle(idleTimeout));
    this.#signal = signal;
    if (signal) {
      // A listener of this source alone: a signal that outlives the stream must not hold the source.
      this.#onAbort = () => this.#stop({ error: abortReason(signal) });
      signal.addEventListener("abort", this.#onAbort);
      if (signal.aborted) this.#onAbort();
    }
  }

  /** The client's own response object. Its body belongs to this source. */
  get response(): R {
    return this.#response;
  }

  /** The response's status, under this name over every client. */
  get status(): number {
    return this.#status;
  }

  /** Whether iterating will deliver events. Otherwise it will throw, or end at once as with status 204. */
  get ok(): boolean {
    return this.#status !== 204 && !this.#refusal();
  }

  /** The response's headers, over every client; `get` takes a name in any case. */
  get headers(): SSEResponseHeaders {
    return this.#headers;
  }

  /**
   * The {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#concept-event-stream-last-event-id | last event ID} to resume
   * after. It is that of the events delivered so far, and `lastEventId` of the options until the stream sends one. Events that have arrived
   * but weren't asked for don't count, so leaving the loop and resuming loses none.
   */
  get lastEventId(): string {
    return this.#lastEventId;
  }

  /** The last {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#concept-event-stream-reconnection-time | reconnection time} that the stream sent, in milliseconds; `undefined` until then. */
  get reconnectionTime(): number | undefined {
    return this.#decoder.reconnectionTime;
  }

  /** Whether the first event had the ID that the stream was resumed after, as its own: servers whose replay includes that event do this. */
  get startsWithLastEvent(): boolean {
    return this.#startsWithLastEvent ?? false;
  }

  /**
   * The event that the end of the stream cut off, as a blank line would have dispatched it; `undefined` if the stream ended between events, or hasn't ended.
   *
   * The {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation | specification} discards it, so it is never
   * delivered. It shows that a server left out the last blank line, or that a proxy cut the stream in a way that looks like its end.
   */
  get unfinishedEvent(): ServerSentEvent | undefined {
    return this.#unfinishedEvent;
  }

  /**
   * The events, one at a time, as they arrive.
   *
   * @throws {@link SSEError} with code `ERR_SSE_STATUS`, `ERR_SSE_CONTENT_TYPE`, `ERR_SSE_DISCONNECTED`, `ERR_SSE_IDLE_TIMEOUT` or
   * `ERR_SSE_EVENT_TOO_LARGE`, after every complete event before the fault; `signal.reason` when the caller aborted.
   * @throws TypeError when the source was iterated before, or its body has been used or can't be read.
   */
  iterSSE(): AsyncIterableIterator<ServerSentEvent> {
    return this.#iterate(() => {
      const event = this.#queue.shift();
      if (event) this.#lastEventId = this.#queue.isEmpty ? this.#decoder.lastEventId : event.id;
      return event;
    });
  }

  /**
   * The events of each chunk as one array, never empty, for consumers that can't afford one promise per event. With `onComment`, an array
   * ends where a comment comes between two events.
   *
   * @throws as {@link EventSource.iterSSE} does.
   */
  iterBatches(): AsyncIterableIterator<ServerSentEvent[]> {
    return this.#iterate(() => {
      const events = this.#queue.shiftBatch();
      if (events) this.#lastEventId = this.#queue.isEmpty ? this.#decoder.lastEventId : (events.at(-1)?.id ?? "");
      return events;
    });
  }

  /** The same as {@link EventSource.iterSSE}. */
  [Symbol.asyncIterator](): AsyncIterableIterator<ServerSentEvent> {
    return this.iterSSE();
  }

  /** Closes the connection at once and ends the loop quietly, including a `next()` that waits. Does nothing when the stream has ended. */
  close(): void {
    this.#stop();
  }

  /** {@link EventSource.close | close()}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  #iterate<T>(shift: () => T | undefined): AsyncIterableIterator<T> {
    if (this.#iterator) throw new TypeError("Expected one iteration, got a second");
    const iterator = new EndableIterator<T>({
      take: () => {
        try {
          const value = shift();
          return value && { done: false, value };
        } catch (error) {
          this.#stop({ error }); // thrown by onComment
          return undefined;
        }
      },
      pull: () => this.#pull(),
      close: () => this.close(),
    });
    if (this.#ended) iterator.end(this.#failure);
    this.#iterator = iterator;
    return iterator;
  }

  /** Reads the next chunk. It is called only while a call of `next()` waits and no event is left. */
  #pull(): void {
    const reader = this.#reader ?? this.#open();
    if (!reader) return;
    this.#queue.clear();
    this.#idle?.start();
    try {
      reader.next().then(this.#onChunk, this.#onDrop);
    } catch (error) {
      this.#onDrop(error); // An async iterable of somebody else's, whose `next()` throws.
    }
  }

  readonly #onChunk = ({ done, value }: Awaited<ReturnType<BodyReader["next"]>>): void => {
    if (this.#ended) return;
    this.#idle?.stop();
    this.#stopWatching?.();
    try {
      if (done) {
        this.#unfinishedEvent = this.#decoder.end();
        this.#end(undefined, true);
        return;
      }
      if (value) this.#decoder.feed(value, this.#onEvent);
    } catch (error) {
      // The events before the fault are in the queue, and are delivered first.
      if (error instanceof SSEError) this.#fail(error.code, error.message);
      else this.#end({ error });
      return;
    }
    if (this.#queue.isEmpty) this.#lastEventId = this.#decoder.lastEventId;
    this.#iterator?.serve();
  };

  readonly #onEvent = (event: ServerSentEvent): void => {
    this.#startsWithLastEvent ??= this.#decoder.idLines > 0 && event.id === this.#lastEventId && event.id !== "";
    this.#queue.addEvent(event);
  };

  readonly #onDrop = (cause: unknown): void =>
    this.#fail("ERR_SSE_DISCONNECTED", `expected a clean end, got ${reasonOf(cause) || "none"}`, { cause });

  #failIdle(timeout: number): void {
    this.#fail("ERR_SSE_IDLE_TIMEOUT", `expected a byte within ${timeout} ms (idleTimeout), got none${bufferingHint(this.#headers)}`);
  }

  #fail(code: SSEErrorCode, message: string, options?: SSEErrorOptions): void {
    const { response, status, headers } = this;
    this.#end({ error: new SSEError(code, this.#label + message, { ...options, response, status, headers }) });
  }

  #refusal(): ReturnType<typeof refusal> {
    return refusal(this.#status, this.#headers.get("content-type"), this.#contentType);
  }

  /** Before the first read: checks the response, and opens the body if there is one to decode. */
  #open(): BodyReader | undefined {
    try {
      const refused = this.#refusal();
      if (this.#ended) return undefined; // The `contentType` function has closed or aborted.
      if (this.#status === 204) this.#end();
      else if (refused) void this.#refuse(...refused);
      else {
        this.#reader = openBody(this.#body);
        this.#stopWatching = watchForBuffering(this.#headers, this.#clock);
        return this.#reader;
      }
    } catch (error) {
      this.#end({ error });
    }
    return undefined;
  }

  /** Keeps the beginning of the body and aborts the rest, which would hold the connection. */
  async #refuse(code: SSEErrorCode, message: string): Promise<void> {
    const body = await refusedBody(this.#body, this.#clock, (reader) => {
      this.#reader = reader;
    });
    this.#fail(code, message, { body });
  }

  /** Ends the stream from this side. Events that weren't asked for are dropped, and so is a failure that wasn't seen. */
  #stop(failure?: Failure): void {
    this.#queue.clear();
    if (this.#ended) this.#settle(failure);
    else this.#end(failure);
  }

  /** Every stream ends here. Abort first, unwind second, wait for nothing. */
  #end(failure?: Failure, complete = false): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#idle?.stop();
    this.#stopWatching?.();
    if (this.#onAbort) this.#signal?.removeEventListener("abort", this.#onAbort);
    if (!complete) {
      this.#controller.abort(failure?.error);
      releaseBody(this.#reader, this.#body.body);
    }
    this.#settle(failure);
  }

  #settle(failure: Failure | undefined): void {
    this.#failure = failure;
    this.#iterator?.end(failure);
  }
}
