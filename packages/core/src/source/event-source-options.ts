import type { Clock } from "../clock.ts";
import type { SSEDecoderOptions } from "../decode/decoder.ts";
import type { Trace, Tracer } from "../trace.ts";
import type { ContentTypeCheck } from "./refusal.ts";
import type { Until } from "./terminal.ts";

/** What an {@link EventSource} takes besides its response; everything has a default. `null` means "not given". */
export interface EventSourceOptions extends Omit<SSEDecoderOptions, "keepLeftover"> {
  /** Ends the stream: the iterator throws `signal.reason` itself. */
  signal?: AbortSignal | null | undefined;
  /**
   * Milliseconds without a single byte, comments included, before the stream counts as dead. Only the time in which the consumer waits
   * counts, and a process that was stopped or busy doesn't miss what arrived meanwhile.
   * @defaultValue none
   */
  idleTimeout?: number | null | undefined;
  /**
   * What ends an answer. A string is compared with each event's `data`, and the event that equals it isn't delivered. A function gets each event, and the
   * first for which it returns `true` is the last one delivered. The loop then ends. A stream that ends before, however cleanly, throws
   * `ERR_SSE_TRUNCATED`.
   * @defaultValue none: the end of the stream ends the loop
   */
  until?: Until | null | undefined;
  /**
   * Which content types are read as an event stream: `"any"`, or a function that gets the header's value (`null` if it is missing).
   * @defaultValue `text/event-stream` with any parameters
   */
  contentType?: ContentTypeCheck | null | undefined;
  /** Called with the text of each comment, in its place among the events, without the colon and one following space. What it throws ends the stream. */
  onComment?: ((comment: string) => void) | null | undefined;
  /** Hooks that see the stream on the wire: `request`, `response`, `chunk`, `event`, `comment` and `end`. @defaultValue none */
  trace?: Trace | null | undefined;
  /** Where timers come from. @defaultValue the runtime's own */
  clock?: Clock | null | undefined;
  /**
   * The controller whose signal the request was sent with. The source owns it from here on and aborts it when the stream is to close.
   * @defaultValue a new one: closing then only cancels the body
   */
  controller?: AbortController | null | undefined;
  /**
   * What error messages begin with: the method and the URL, without its query and credentials.
   * @defaultValue nothing
   */
  label?: string | null | undefined;
  /** The tracer of the request, so that one trace shows the request and the response. @defaultValue a new one, made from `trace` */
  tracer?: Tracer | undefined;
}
