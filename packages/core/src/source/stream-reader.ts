import { whenRejected } from "../callback.ts";
import { type Clock, milliseconds } from "../clock.ts";
import type { TransportResponse } from "../connect/transport.ts";
import { SSEDecoder } from "../decode/decoder.ts";
import type { Failure } from "../endable-iterator.ts";
import { SSEError, type SSEErrorCode, type SSEErrorOptions } from "../errors.ts";
import type { ServerSentEvent } from "../event.ts";
import { responseHeaders, type SSEResponseHeaders } from "../headers.ts";
import { kindOf } from "../kind-of.ts";
import { messageOf } from "../message.ts";
import { reasonOf } from "../redact.ts";
import { maskedHeaders, Tracer } from "../trace.ts";
import { type BodyHolder, type BodyReader, chunkOf, isFromNetwork, openBody, releaseBody } from "./body.ts";
import { bufferingHint, watchForBuffering } from "./buffering-hint.ts";
import { EventQueue } from "./event-queue.ts";
import type { EventSourceOptions } from "./event-source-options.ts";
import { beginningWith, expectText } from "./expect-text.ts";
import { IdleTimer } from "./idle-timer.ts";
import { fromNodeReadable, isUnreadNodeReadable } from "./node-readable.ts";
import { type ContentTypeCheck, checkContentType, refusal } from "./refusal.ts";
import { refusedBody } from "./refused-body.ts";

/** How much of the text after the last event is kept, in characters. A stream that ends too early often says why there. */
const KEPT_LEFTOVER = 65_536;

/** How much of this leftover an error message shows, in characters. */
export const SHOWN_LEFTOVER = 100;

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
  /** What error messages begin with. */
  readonly label: string;
  /** The event that the end of the stream cut off. */
  unfinishedEvent: ServerSentEvent | undefined;

  readonly #listener: StreamListener;
  readonly #bodyHolder: BodyHolder;
  /**
   * Whether aborting the request closes the connection of an unread response, as with the platform's own `fetch`. Then `response.body` isn't
   * touched: in a worker of Firefox, reading that property left one connection in ten open.
   */
  readonly #abortIsEnough: boolean;
  readonly #contentType: ContentTypeCheck | undefined;
  readonly #clock: Clock;
  readonly #idle: IdleTimer | undefined;
  /** How many events had an ID of their own so far. */
  #ownIds = 0;
  #bodyReader: BodyReader | undefined;
  #stopBufferingWatch: (() => void) | undefined;
  #released = false;
  /** The first two bytes of the stream, as far as they have come. */
  #beginning = "";

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
    this.queue = new EventQueue(onComment && ((comment) => whenRejected(onComment(comment), (error) => listener.onEnd({ error }))));
    const addComment = (comment: string): void => {
      tracer?.emit("comment", comment);
      this.queue.addComment(comment);
    };
    this.decoder = new SSEDecoder({ ...options, onComment: onComment || tracer ? addComment : undefined });
    this.#listener = listener;
    const fromNetwork = isFromNetwork(response);
    this.#bodyHolder = fromNetwork ? response : withErrorsHandled(response);
    this.#abortIsEnough = fromNetwork && options.controller !== undefined;
    this.#contentType = checkContentType(options.contentType);
    this.#clock = options.clock ?? globalThis;
    this.label = options.label ?? "";
    const idleTimeout = milliseconds("idleTimeout", options.idleTimeout);
    if (idleTimeout) this.#idle = new IdleTimer(this.#clock, idleTimeout, () => this.#failIdle(idleTimeout));
  }

  /** Why the response isn't an event stream; `undefined` if it is. Throws what the caller's `contentType` function throws. */
  get refusal(): ReturnType<typeof refusal> {
    return refusal(this.status, this.headers.get("content-type"), this.#contentType);
  }

  /** Reads the next chunk. Call it only when the queue is empty and no earlier read is pending. */
  read(): void {
    const reader = this.#bodyReader ?? this.#open();
    if (!reader) return;
    this.queue.clear();
    this.#idle?.start();
    try {
      // Somebody else's async iterable may give a result without a promise, or throw.
      Promise.resolve(reader.next()).then(this.#onChunk, this.#onDrop);
    } catch (error) {
      this.#onDrop(error); // The body is another library's async iterable, whose `next()` threw instead of rejecting.
    }
  }

  /** Stops listening, and lets go of the body. Nothing is reported from here on. */
  release(): void {
    this.detach();
    if (!this.#bodyReader && this.#abortIsEnough) return;
    releaseBody(this.#bodyReader, this.#bodyHolder.body);
  }

  /** Stops listening, and gives the opened body to the caller; `undefined` if it was never opened. */
  detach(): BodyReader | undefined {
    this.#released = true;
    this.#idle?.stop();
    this.#stopBufferingWatch?.();
    return this.#bodyReader;
  }

  /** Ends the stream with an error that carries the response and names the request. */
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

  /** Reports that the stream ended before the terminal event, with the text that came after the last event. */
  failTruncated(problem: string, event: ServerSentEvent | undefined): void {
    const { leftover } = this.decoder;
    const rest = leftover.trim() ? `, after ${JSON.stringify(leftover.slice(0, SHOWN_LEFTOVER))}` : "";
    this.fail("ERR_SSE_TRUNCATED", `${problem}${rest}`, { event, body: leftover });
  }

  /** Before the first chunk: checks the response, and opens the body if there is one to decode. */
  #open(): BodyReader | undefined {
    try {
      const refused = this.refusal;
      if (this.#released) return undefined; // The `contentType` function closed or aborted the source.
      if (this.status === 204) this.#listener.onEnd();
      else if (refused) void this.#refuse(...refused);
      else {
        this.#bodyReader = openBody(this.#bodyHolder);
        this.#stopBufferingWatch = watchForBuffering(this.headers, this.#clock);
        return this.#bodyReader;
      }
    } catch (error) {
      this.#listener.onEnd({ error });
    }
    return undefined;
  }

  async #refuse(code: SSEErrorCode, message: string): Promise<void> {
    const body = await refusedBody(this.#bodyHolder, this.#clock, (reader) => {
      this.#bodyReader = reader;
    });
    if (!this.#released) this.fail(code, message, { body });
  }

  readonly #onChunk = (result: Awaited<ReturnType<BodyReader["next"]>>): void => {
    if (this.#released) return;
    this.#idle?.stop();
    this.#stopBufferingWatch?.();
    try {
      const { done, value } = result;
      if (done) {
        this.unfinishedEvent = this.decoder.end();
        this.#listener.onEnd();
        return;
      }
      if (value) {
        const chunk = chunkOf(value);
        this.tracer?.emit("chunk", chunk);
        if (this.#beginning.length < 2) {
          this.#beginning = beginningWith(this.#beginning, chunk);
          expectText(this.#beginning, this.headers);
        }
        this.decoder.feed(chunk, this.#onEvent);
      }
    } catch (error) {
      if (error instanceof SSEError) this.fail(error.code, error.message);
      else this.#listener.onEnd({ error });
      return;
    }
    this.#listener.onChunk();
  };

  readonly #onEvent = (event: ServerSentEvent): void => {
    const { ownIds } = this.decoder;
    this.tracer?.emit("event", event);
    this.queue.addEvent(event, ownIds !== this.#ownIds);
    this.#ownIds = ownIds;
  };

  readonly #onDrop = (cause: unknown): void => {
    if (this.#released) return;
    this.fail("ERR_SSE_DISCONNECTED", `expected a clean end, got ${reasonOf(cause) || "none"}`, { cause });
  };

  #failIdle(timeout: number): void {
    this.fail("ERR_SSE_IDLE_TIMEOUT", `expected a byte within ${timeout} ms (idleTimeout), got none${bufferingHint(this.headers)}`);
  }
}

/** Listens to a Node stream from the start, because an `error` event without a listener ends the process. */
function withErrorsHandled(response: BodyHolder): BodyHolder {
  const { body } = response;
  return isUnreadNodeReadable(body) ? { body: fromNodeReadable(body) } : response;
}
