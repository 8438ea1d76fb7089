import { type BodyHolder, type BodyReader, isFromNetwork, kindOf, openBody, releaseBody } from "./body.ts";
import { bufferingHint, watchForBuffering } from "./buffering-hint.ts";
import { type Clock, milliseconds } from "./clock.ts";
import { SSEDecoder } from "./decoder.ts";
import type { Failure } from "./endable-iterator.ts";
import { SSEError, type SSEErrorCode, type SSEErrorOptions } from "./errors.ts";
import type { ServerSentEvent } from "./event.ts";
import { EventQueue } from "./event-queue.ts";
import type { EventSourceOptions } from "./event-source-options.ts";
import { responseHeaders, type SSEResponseHeaders } from "./headers.ts";
import { IdleTimer } from "./idle-timer.ts";
import { messageOf } from "./message.ts";
import { fromNodeReadable, isUnreadNodeReadable } from "./node-readable.ts";
import { reasonOf } from "./redact.ts";
import { refusedBody } from "./refused-body.ts";
import { type ContentTypeCheck, refusal } from "./response.ts";
import { maskedHeaders, Tracer } from "./trace.ts";
import type { TransportResponse } from "./transport.ts";

/** How much of the text after the last event is kept, in characters, to show it when the stream ends too early. */
const KEPT_LEFTOVER = 65_536;

/** How much of it a message shows. */
const LONGEST_SHOWN = 100;

/** What a {@link StreamReader} tells the source that it reads for. */
export interface StreamListener {
  /** A chunk was decoded. The events that it completed are in the queue. */
  onChunk(): void;
  /** The stream has ended, cleanly or with a failure. Events that are still in the queue come before that. */
  onEnd(failure?: Failure): void;
}

/**
 * Reads the stream of one response: checks the response, opens its body, decodes one chunk after the other, and tells how the stream ends.
 *
 * It leaves the connection to the source, which aborts the request and then calls {@link StreamReader.release}.
 */
export class StreamReader<R> {
  readonly response: R;
  readonly status: number;
  readonly headers: SSEResponseHeaders;
  readonly decoder: SSEDecoder;
  readonly queue: EventQueue;
  readonly tracer: Tracer | undefined;
  /** What messages begin with. */
  readonly label: string;
  /** Whether the first event had the ID that the stream was resumed after, as its own; `undefined` before the first event. */
  startsWithLastEvent: boolean | undefined;
  /** What the end of the stream cut off. */
  unfinishedEvent: ServerSentEvent | undefined;

  readonly #listener: StreamListener;
  readonly #body: BodyHolder;
  /**
   * Whether aborting the request closes the connection if nothing was read. The platform's own `fetch` does that. In a worker of Firefox, a look at such a response's
   * `body` is enough to leave one connection in ten open.
   */
  readonly #endsWithRequest: boolean;
  readonly #contentType: ContentTypeCheck | undefined;
  readonly #clock: Clock;
  readonly #idle: IdleTimer | undefined;
  readonly #resumedAfter: string;
  #bodyReader: BodyReader | undefined;
  #stopWatching: (() => void) | undefined;
  #released = false;

  /** @throws TypeError when this isn't a response; TypeError or RangeError for an option that can't be used. */
  constructor(response: TransportResponse<R>, options: EventSourceOptions, listener: StreamListener) {
    if (typeof response?.status !== "number" || typeof response.headers !== "object" || !response.headers) {
      throw new TypeError(
        `Expected a response, got ${kindOf(response)}: let interceptors and wrappers of the client return the response, not its data`,
      );
    }
    const { onComment } = options;
    const tracer = options.tracer ?? Tracer.of(options.trace, options.label ?? "");
    tracer?.emit("response", { status: response.status, headers: maskedHeaders(response.headers) });
    this.tracer = tracer;
    this.response = "raw" in response ? response.raw : response;
    this.status = response.status;
    this.headers = responseHeaders(response.headers);
    this.queue = new EventQueue(onComment);
    const addComment = (comment: string): void => {
      tracer?.emit("comment", comment);
      this.queue.addComment(comment);
    };
    this.decoder = new SSEDecoder({ ...options, onComment: onComment || tracer ? addComment : undefined });
    this.#resumedAfter = this.decoder.lastEventId;
    this.#listener = listener;
    const fromNetwork = isFromNetwork(response);
    this.#body = fromNetwork ? response : withErrorsHandled(response);
    this.#endsWithRequest = fromNetwork && options.controller !== undefined;
    this.#contentType = options.contentType ?? undefined;
    this.#clock = options.clock ?? globalThis;
    this.label = options.label ?? "";
    const idleTimeout = milliseconds("idleTimeout", options.idleTimeout);
    if (idleTimeout) this.#idle = new IdleTimer(this.#clock, idleTimeout, () => this.#failIdle(idleTimeout));
  }

  /** Why the response isn't an event stream; `undefined` if it is. Throws what the caller's `contentType` function throws. */
  get refusal(): ReturnType<typeof refusal> {
    return refusal(this.status, this.headers.get("content-type"), this.#contentType);
  }

  /** Reads the next chunk. It must be called only when the queue is empty, and after the last chunk has come. */
  read(): void {
    const reader = this.#bodyReader ?? this.#open();
    if (!reader) return;
    this.queue.clear();
    this.#idle?.start();
    try {
      reader.next().then(this.#onChunk, this.#onDrop);
    } catch (error) {
      this.#onDrop(error); // Somebody else's async iterable, whose `next()` throws.
    }
  }

  /** Stops listening, and lets go of the body. Nothing is reported from here on. */
  release(): void {
    this.detach();
    if (!this.#bodyReader && this.#endsWithRequest) return;
    releaseBody(this.#bodyReader, this.#body.body);
  }

  /** Stops listening, and leaves the body to the caller; `undefined` if it was never opened. */
  detach(): BodyReader | undefined {
    this.#released = true;
    this.#idle?.stop();
    this.#stopWatching?.();
    return this.#bodyReader;
  }

  /** Ends the stream with an error that knows the request and the response. */
  fail(code: SSEErrorCode, message: string, details?: SSEErrorOptions): void {
    const { response, status, headers } = this;
    this.#listener.onEnd({
      error: new SSEError(code, messageOf(this.label, message), { ...details, response, status, headers }),
    });
  }

  /** Keeps what comes after the last event, for a stream that can be truncated. */
  keepLeftover(): void {
    this.decoder.keepLeftover(KEPT_LEFTOVER);
  }

  /** Ends the stream because it ended before the terminal event. What came after the last event often says why. */
  failTruncated(event: ServerSentEvent | undefined): void {
    const { leftover } = this.decoder;
    const rest = leftover.trim() ? `, after ${JSON.stringify(leftover.slice(0, LONGEST_SHOWN))}` : "";
    this.fail("ERR_SSE_TRUNCATED", `expected the terminal event (until) before the end, got the end${rest}`, { event, body: leftover });
  }

  /** Before the first chunk: checks the response, and opens the body if there is one to decode. */
  #open(): BodyReader | undefined {
    try {
      const refused = this.refusal;
      if (this.#released) return undefined; // The `contentType` function has closed or aborted.
      if (this.status === 204) this.#listener.onEnd();
      else if (refused) void this.#refuse(...refused);
      else {
        this.#bodyReader = openBody(this.#body);
        this.#stopWatching = watchForBuffering(this.headers, this.#clock);
        return this.#bodyReader;
      }
    } catch (error) {
      this.#listener.onEnd({ error });
    }
    return undefined;
  }

  async #refuse(code: SSEErrorCode, message: string): Promise<void> {
    const body = await refusedBody(this.#body, this.#clock, (reader) => {
      this.#bodyReader = reader;
    });
    if (!this.#released) this.fail(code, message, { body });
  }

  readonly #onChunk = ({ done, value }: Awaited<ReturnType<BodyReader["next"]>>): void => {
    if (this.#released) return;
    this.#idle?.stop();
    this.#stopWatching?.();
    try {
      if (done) {
        this.unfinishedEvent = this.decoder.end();
        this.#listener.onEnd();
        return;
      }
      if (value) this.tracer?.emit("chunk", value);
      if (value) this.decoder.feed(value, this.#onEvent);
    } catch (error) {
      if (error instanceof SSEError) this.fail(error.code, error.message);
      else this.#listener.onEnd({ error });
      return;
    }
    this.#listener.onChunk();
  };

  readonly #onEvent = (event: ServerSentEvent): void => {
    this.startsWithLastEvent ??= event.id !== "" && this.decoder.idLines > 0 && event.id === this.#resumedAfter;
    this.tracer?.emit("event", event);
    this.queue.addEvent(event);
  };

  readonly #onDrop = (cause: unknown): void => {
    if (this.#released) return;
    this.fail("ERR_SSE_DISCONNECTED", `expected a clean end, got ${reasonOf(cause) || "none"}`, { cause });
  };

  #failIdle(timeout: number): void {
    this.fail("ERR_SSE_IDLE_TIMEOUT", `expected a byte within ${timeout} ms (idleTimeout), got none${bufferingHint(this.headers)}`);
  }
}

/** A body that something listens to from the start: an error of a Node stream that nothing listens to ends the process. */
function withErrorsHandled(response: BodyHolder): BodyHolder {
  const { body } = response;
  return isUnreadNodeReadable(body) ? { body: fromNodeReadable(body) } : response;
}
