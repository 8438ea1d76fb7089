import { whenRejected } from "./callback.ts";
import { closeQuietly } from "./close-quietly.ts";
import { SSEDecoder, type SSEDecoderOptions } from "./decode/decoder.ts";
import type { ServerSentEvent } from "./event.ts";
import { expectOptions } from "./expect-options.ts";
import { chunkOf } from "./source/body.ts";
import { EventQueue } from "./source/event-queue.ts";

export type { SSEDecoder, SSEDecoderOptions } from "./decode/decoder.ts";
export type { ServerSentEvent } from "./event.ts";

const NO_BYTES = new Uint8Array(0);

/**
 * {@link SSEDecoder} as a transform stream, for `response.body.pipeThrough(new SSEDecoderStream())`.
 *
 * It is a separate entry, `@sse/core/stream`, so that runtimes without `TransformStream` can import the rest.
 * An unfinished event at the end of the stream is discarded, as the
 * {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation | specification} says.
 *
 * `onComment` is called in the comment's place among the events: after the events before it were read, when the next one is asked for.
 * What {@link SSEDecoder.decode} or `onComment` throws becomes the error of both sides, once the events before it were read.
 */
export class SSEDecoderStream implements ReadableWritablePair<ServerSentEvent, Uint8Array | string> {
  /** The decoder at work. It may be a chunk ahead of the events that were read. */
  readonly decoder: SSEDecoder;
  /** The events, in order. */
  readonly readable: ReadableStream<ServerSentEvent>;
  /** Where the chunks go in. */
  readonly writable: WritableStream<Uint8Array | string>;

  /** @throws what the constructor of {@link SSEDecoder} throws for the same options. */
  constructor(options: SSEDecoderOptions = {}) {
    expectOptions(options);
    const { onComment } = options;
    let fail = (_: unknown): void => {};
    const queue = new EventQueue(onComment && ((comment) => whenRejected(onComment(comment), (error) => fail(error))));
    const addComment = (comment: string): void => queue.addComment(comment);
    const decoder = new SSEDecoder(typeof onComment === "function" ? { ...options, onComment: addComment } : options);
    const chunks = new TransformStream<Uint8Array | string>();
    const reader = chunks.readable.getReader();
    // Two streams, because a TransformStream that errors drops the events that weren't read. Without a high-water mark, pull() is called
    // only for a reader that waits, after all events of the queue were read.
    this.readable = new ReadableStream<ServerSentEvent>(
      {
        start(controller) {
          fail = (error) => {
            controller.error(error);
            closeQuietly(() => reader.cancel(error));
          };
        },
        async pull(controller) {
          try {
            for (;;) {
              const events = queue.shiftBatch();
              if (events) {
                for (const event of events) controller.enqueue(event);
                return;
              }
              queue.clear();
              // Throws the error that the last chunk had after its events, without waiting for another chunk. Not "": a string ends the bytes before it,
              // and would cut a character in two.
              decoder.decode(NO_BYTES);
              const { done, value } = await reader.read();
              if (done) {
                controller.close();
                return;
              }
              try {
                decoder.feed(chunkOf(value), (event) => queue.addEvent(event));
              } catch {
                // The decoder throws it again, once the events before it were read.
              }
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
