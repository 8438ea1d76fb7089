import { type Clock, milliseconds } from "../clock.ts";
import { expectOptions } from "../expect-options.ts";
import { type Source, Upstream } from "../upstream.ts";
import { type EncodableEvent, encodeComment, encodeEvent } from "./encode-event.ts";

/** What {@link toReadableStream} takes; everything has a default. */
export interface ReadableStreamOptions {
  /**
   * Milliseconds of silence after which a comment is sent, so that proxies and idle timeouts don't close the connection. If the source has nothing
   * to send at first, a comment is sent right away: browsers and servers may hold back the headers until the first byte.
   * @defaultValue none
   */
  keepAlive?: number | null | undefined;
  /** Where timers come from. @defaultValue the runtime's own */
  clock?: Clock | null | undefined;
}

/**
 * Makes the body of a response that forwards events, in UTF-8.
 *
 * ```ts
 * import { connectSSE } from "@sse/fetch";
 * import { toReadableStream } from "@sse/fetch/encode";
 *
 * export async function handler(request: Request): Promise<Response> {
 *   const source = await connectSSE(fetch, "GET", "http://localhost:8000/sse", { signal: request.signal });
 *   const headers = { "content-type": "text/event-stream", "cache-control": "no-store" };
 *   return new Response(toReadableStream(source, { keepAlive: 15_000 }), { headers });
 * }
 * ```
 *
 * The source is asked for an event only when the reader wants one, so a slow reader slows the source. Cancelling the stream closes the source at once, and
 * what the source throws becomes the error of the stream. The `id` field is sent where the last event ID changes.
 *
 * @param source - a source of events: an `EventSource`, `reconnect`'s, a composition, an async generator
 * @throws TypeError when the source isn't an async iterable, or was iterated before; RangeError when `keepAlive` isn't a number of milliseconds.
 */
export function toReadableStream(source: Source<EncodableEvent>, options: ReadableStreamOptions = {}): ReadableStream<Uint8Array> {
  expectOptions(options);
  const silence = new Silence(milliseconds("keepAlive", options.keepAlive), options.clock ?? globalThis);
  const upstream = new Upstream(source).open();
  const encoder = new TextEncoder();
  let pending: Promise<IteratorResult<EncodableEvent, unknown>> | undefined;
  let lastEventId = "";
  let canceled = false;

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        pending ??= upstream.next();
        const result = await silence.orResultOf(pending);
        if (canceled) return;
        if (!result) return controller.enqueue(encoder.encode(encodeComment("keep-alive")));
        pending = undefined;
        if (result.done) return controller.close();
        try {
          const event = result.value;
          // The last event ID persists, so most events needn't repeat it. A block that has nothing else keeps it.
          const repeatsId = event?.id === lastEventId && typeof event.data === "string";
          controller.enqueue(encoder.encode(encodeEvent(repeatsId ? { ...event, id: undefined } : event)));
          lastEventId = event.id ?? lastEventId;
        } catch (error) {
          upstream.close();
          throw error;
        }
      },
      cancel() {
        canceled = true;
        silence.stop();
        upstream.close();
      },
    },
    { highWaterMark: 0 },
  );
}

/** Waits for an event, but not for longer than the time after which a comment is due. */
class Silence {
  readonly #longest: number;
  readonly #clock: Clock;
  #timer: unknown;
  #isFirst = true;

  constructor(longest: number, clock: Clock) {
    this.#longest = longest;
    this.#clock = clock;
  }

  /** `undefined` if a comment is due before. */
  async orResultOf<T>(pending: Promise<T>): Promise<T | undefined> {
    if (!this.#longest) return pending;
    pending.catch(() => {}); // It may fail while nothing waits for it. The next call then throws.
    const delay = this.#isFirst ? 1 : this.#longest;
    this.#isFirst = false;
    const due = new Promise<undefined>((resolve) => {
      this.#timer = this.#clock.setTimeout(() => resolve(undefined), delay);
    });
    try {
      return await Promise.race([pending, due]);
    } finally {
      this.stop();
    }
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
  }
}
