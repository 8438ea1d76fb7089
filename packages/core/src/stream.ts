import { SSEDecoder, type SSEDecoderOptions } from "./decoder.ts";
import type { ServerSentEvent } from "./event.ts";

/**
 * {@link SSEDecoder} as a transform stream, for `response.body.pipeThrough(new SSEDecoderStream())`.
 *
 * It has an entry of its own, `@sse/core/stream`, so that runtimes without `TransformStream` can import the rest.
 * An unfinished event at the end of the stream is discarded, as the
 * {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation | specification} says.
 *
 * What {@link SSEDecoder.decode} throws becomes the error of both sides, once the events that came before it were read.
 */
export class SSEDecoderStream implements ReadableWritablePair<ServerSentEvent, Uint8Array | string> {
  /** The decoder at work, for its `lastEventId` and `reconnectionTime`. */
  readonly decoder: SSEDecoder;
  /** The events, in order. */
  readonly readable: ReadableStream<ServerSentEvent>;
  /** Where the chunks go in. */
  readonly writable: WritableStream<Uint8Array | string>;

  /** @throws `TypeError` when an option is not what {@link SSEDecoder} takes. */
  constructor(options: SSEDecoderOptions = {}) {
    const decoder = new SSEDecoder(options);
    const chunks = new TransformStream<Uint8Array | string>();
    const reader = chunks.readable.getReader();
    // Not the transformer of one TransformStream: to error that stream drops the events which nobody has read yet. Without a high-water
    // mark pull() is called only for a reader that waits, when all events were read.
    this.readable = new ReadableStream<ServerSentEvent>(
      {
        async pull(controller) {
          try {
            for (;;) {
              // Throws the fault, if any, that came after the last events, without waiting for another chunk.
              decoder.decode("");
              const { done, value } = await reader.read();
              if (done) return controller.close();
              const events = decoder.decode(value);
              for (const event of events) controller.enqueue(event);
              if (events.length > 0) return;
            }
          } catch (error) {
            await reader.cancel(error);
            throw error;
          }
        },
        cancel: (reason) => reader.cancel(reason),
      },
      { highWaterMark: 0 },
    );
    this.writable = chunks.writable;
    this.decoder = decoder;
  }
}
