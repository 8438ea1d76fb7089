import { kindOf } from "./body.ts";
import { SSEError } from "./errors.ts";
import type { ServerSentEvent } from "./event.ts";
import { messageOf } from "./message.ts";

/** How the end of an answer is told: by the data of an event that isn't delivered, or by a function that sees each event. */
export type Until = string | ((event: ServerSentEvent) => boolean);

/** The terminal event of an answer. */
export class Terminal {
  readonly #until: Until;
  /** The last event that was delivered. */
  lastEvent: ServerSentEvent | undefined;

  /** @throws TypeError when it is neither a string nor a function. */
  constructor(until: Until) {
    if (typeof until !== "string" && typeof until !== "function") {
      throw new TypeError(`until: expected a string or a function, got ${kindOf(until)}`);
    }
    this.#until = until;
  }

  /** Whether the terminal event itself is delivered. */
  get isDelivered(): boolean {
    return typeof this.#until === "function";
  }

  /** Whether this event is the terminal one. Throws what the caller's function throws. */
  isReached(event: ServerSentEvent): boolean {
    const reached = typeof this.#until === "string" ? event.data === this.#until : this.#until(event);
    if (!reached || this.isDelivered) this.lastEvent = event;
    return reached;
  }
}

/** The error of a source that ended before its terminal event. */
export function truncation({ lastEvent }: Terminal, { label, response, status }: TruncatedSource): SSEError {
  const message = messageOf(label, "expected the terminal event (until) before the end, got the end");
  return new SSEError("ERR_SSE_TRUNCATED", message, { event: lastEvent, response, status });
}

interface TruncatedSource {
  readonly label?: string | undefined;
  readonly response?: unknown;
  readonly status?: number | undefined;
}
