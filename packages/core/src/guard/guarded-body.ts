import { abortReason } from "../abort.ts";
import type { WebResponse } from "../connect/transport.ts";
import { encodeComment, writeBlock } from "../encode/encode-event.ts";
import type { Failure } from "../endable-iterator.ts";
import { isSSEError } from "../errors.ts";
import type { ServerSentEvent } from "../event.ts";
import type { EventSourceOptions } from "../source/event-source-options.ts";
import { SHOWN_LEFTOVER, StreamReader } from "../source/stream-reader.ts";
import { isTerminal, truncated, type Until } from "../source/terminal.ts";
import type { Tracer } from "../trace.ts";
import type { Contract } from "../typed/contract.ts";
import { EventReader } from "../typed/event-reader.ts";

/** How a body is checked and written. */
export interface GuardedBodyOptions
  extends Contract,
    Pick<EventSourceOptions, "idleTimeout" | "maxEventSize" | "trace" | "clock" | "contentType"> {
  /**
   * Whether to pass comments on, for a reader that counts them: LangGraph's SDK tells a dead connection by them.
   * @defaultValue `false`
   */
  readonly comments?: boolean | null | undefined;
}

/** What is known of the request that the body answers. */
export interface GuardedExchange {
  /** What error messages begin with. */
  readonly label: string;
  /** The signal of the request. When it's aborted, its reader gets the client's own error. */
  readonly signal: AbortSignal | undefined;
  readonly tracer: Tracer | undefined;
}

/** The body of an event stream, decoded, checked and written again. It is read only as fast as the result is. */
export function guardedBody(response: WebResponse, options: GuardedBodyOptions, exchange: GuardedExchange): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(new GuardedBody(response, options, exchange), { highWaterMark: 0 });
}

class GuardedBody implements UnderlyingDefaultSource<Uint8Array> {
  readonly #until: Until | undefined;
  readonly #contract: EventReader;
  readonly #signal: AbortSignal | undefined;
  readonly #reader: StreamReader<WebResponse>;
  readonly #encoder = new TextEncoder();
  /** Ends the wait of the call of `pull` that is pending. */
  #wake = (): void => {};
  /** Text that is to be sent next. */
  #text = "";
  #lastEvent: ServerSentEvent | undefined;
  #isComplete = false;
  #end: { readonly failure: Failure | undefined } | undefined;
  // The state of a decoder that has read what was sent.
  #lastEventId = "";
  #reconnectionTime: number | undefined;

  constructor(response: WebResponse, options: GuardedBodyOptions, { label, signal, tracer }: GuardedExchange) {
    this.#until = options.until ?? undefined;
    this.#contract = new EventReader(options, () => ({}));
    this.#signal = signal;
    const onComment = options.comments ? (text: string) => this.#add(encodeComment(text)) : undefined;
    const reading = { ...options, onComment, label, tracer };
    this.#reader = new StreamReader(response, reading, { onChunk: () => this.#onChunk(), onEnd: (failure) => this.#onEnd(failure) });
    this.#reader.keepLeftover();
  }

  /** Whether the stream may end here: the terminal event has come, or the last event says what went wrong, so that the SDK can tell. */
  get #mayEnd(): boolean {
    return this.#isComplete || (this.#lastEvent !== undefined && this.#contract.isError(this.#lastEvent));
  }

  async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    if (!this.#end) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        this.#reader.read();
      });
    }
    const text = this.#text;
    this.#text = "";
    // The end waits for the next call: the error of a stream drops what is enqueued.
    if (text) controller.enqueue(this.#encoder.encode(text));
    else if (this.#end?.failure) controller.error(this.#end.failure.error);
    else if (this.#end) controller.close();
  }

  cancel(): void {
    this.#finish("closed");
    this.#reader.release();
  }

  #onChunk(): void {
    try {
      this.#writeEvents();
    } catch (error) {
      this.#fail(error); // thrown by `until`
      return;
    }
    if (this.#text) this.#wake();
    else this.#reader.read();
  }

  #onEnd(failure: Failure | undefined): void {
    if (this.#end) return;
    try {
      this.#writeEvents();
      if (failure && this.#signal?.aborted) this.#fail(this.#reasonOf(failure, this.#signal));
      else if (this.#mayEnd) this.#succeed();
      else if (failure) this.#fail(failure.error);
      else this.#onCleanEnd();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The server ended the stream cleanly, without the terminal event so far. */
  #onCleanEnd(): void {
    const { unfinishedEvent: last, decoder } = this.#reader;
    // Some servers leave out the last blank line. SDKs read that event, so it isn't lost here either.
    if (last && isWhole(last.data, this.#until)) this.#write(last);
    if (this.#mayEnd || (!this.#until && (last ? this.#lastEvent === last : !endsInBlock(decoder.leftover)))) this.#succeed();
    else if (this.#until) this.#reader.failTruncated(truncated(this.#until, this.#lastEvent), this.#lastEvent);
    else {
      const got = JSON.stringify(decoder.leftover.slice(0, SHOWN_LEFTOVER));
      const details = { event: this.#lastEvent, body: decoder.leftover };
      this.#reader.fail("ERR_SSE_TRUNCATED", `expected the end after a complete event, got it after ${got}`, details);
    }
  }

  #writeEvents(): void {
    const { queue, decoder } = this.#reader;
    for (let events = queue.shiftBatch(); events; events = queue.shiftBatch()) {
      for (const event of events) this.#write(event);
    }
    // Blocks without data aren't events, but MCP servers set these two by them.
    const id = decoder.lastEventId === this.#lastEventId ? undefined : decoder.lastEventId;
    const retry = decoder.reconnectionTime === this.#reconnectionTime ? undefined : decoder.reconnectionTime;
    if (id !== undefined || retry !== undefined) this.#add(writeBlock(undefined, undefined, id, retry));
    this.#lastEventId = decoder.lastEventId;
    this.#reconnectionTime = decoder.reconnectionTime;
  }

  #write(event: ServerSentEvent): void {
    const { event: type, data, id, retry } = event;
    this.#add(writeBlock(type, data, id === this.#lastEventId ? undefined : id, retry));
    this.#lastEventId = id;
    this.#reconnectionTime = retry ?? this.#reconnectionTime;
    this.#lastEvent = event;
    this.#isComplete ||= this.#until !== undefined && isTerminal(event, this.#until);
  }

  #add(text: string): void {
    this.#text += text;
  }

  /** An abort by the SDK has to look as it does without the guard. */
  #reasonOf({ error }: Failure, signal: AbortSignal): unknown {
    return isSSEError(error, "ERR_SSE_DISCONNECTED") ? error.cause : abortReason(signal);
  }

  #succeed(): void {
    this.#finish(this.#isComplete ? "complete" : "end");
    this.#reader.release();
  }

  #fail(error: unknown): void {
    this.#finish("failed", { error });
    this.#reader.release();
  }

  #finish(reason: "end" | "complete" | "closed" | "failed", failure?: Failure): void {
    if (this.#end) return;
    this.#end = { failure };
    this.#reader.tracer?.emit("end", { reason, ...failure });
    this.#wake();
  }
}

/** Whether an event that the end has cut off lacks only its blank line: half of a JSON text isn't JSON, unless it is a number. */
function isWhole(data: string, until: Until | undefined): boolean {
  if (data === until) return true;
  try {
    return typeof JSON.parse(data) !== "number";
  } catch {
    return false;
  }
}

/** Whether a text ends inside a block that is more than comments. */
function endsInBlock(text: string): boolean {
  const lines = text.split(/\r\n|\r|\n/);
  const blank = lines.lastIndexOf("", lines.length - 2); // The last one has no end yet.
  return lines.slice(blank + 1).some((line) => line !== "" && !line.startsWith(":"));
}
