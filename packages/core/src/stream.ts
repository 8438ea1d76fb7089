import { SSEDecoder, type SSEDecoderOptions } from "./decoder.ts";
import type { ServerSentEvent } from "./event.ts";

/**
 * {@link SSEDecoder} as a `TransformStream`, for `response.body.pipeThrough(new SSEDecoderStream())`.
 *
 * It has an entry of its own, `@sse/core/stream`, so that runtimes without `TransformStream` can import the rest.
 * An unfinished event at the end of the stream is discarded, as the
 * {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation | specification} says.
 *
 * @throws {@link SSEError} with code `ERR_SSE_EVENT_TOO_LARGE`, as the error of both sides, when an event is over `maxEventSize`.
 */
export class SSEDecoderStream extends TransformStream<Uint8Array | string, ServerSentEvent> {
  /** The decoder at work, for its `lastEventId` and `reconnectionTime`. */
  readonly decoder: SSEDecoder;

  constructor(options: SSEDecoderOptions = {}) {
    const decoder = new SSEDecoder(options);
    super({
      transform(chunk, controller) {
        for (const event of decoder.decode(chunk)) controller.enqueue(event);
      },
    });
    this.decoder = decoder;
  }
}
