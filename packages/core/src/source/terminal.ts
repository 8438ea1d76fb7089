import { answerOf } from "../callback.ts";
import type { Failure } from "../endable-iterator.ts";
import { SSEError } from "../errors.ts";
import type { ServerSentEvent } from "../event.ts";
import { kindOf } from "../kind-of.ts";
import { messageOf } from "../message.ts";

/** What ends an answer: the data of an event that isn't delivered, or a function that gets each event and returns `true` for the last. */
export type Until = string | ((event: ServerSentEvent) => boolean);

/** The terminal event of an answer. */
export class Terminal {
  readonly #until: Until;
  /** The last event that was delivered. */
  lastEvent: ServerSentEvent | undefined;
  /** What the caller's function has thrown. */
  #failure: Failure | undefined;

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

  /** What the message of `ERR_SSE_TRUNCATED` says if the stream ends now. */
  get problem(): string {
    return truncated(this.#until, this.lastEvent);
  }

  /** Whether this event is the terminal one. Throws what the caller's function throws, which isn't called again after that. */
  isReached(event: ServerSentEvent): boolean {
    if (this.#failure) throw this.#failure.error;
    let reached = false;
    try {
      reached = isTerminal(event, this.#until);
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
    if (!reached || this.isDelivered) this.lastEvent = event;
    return reached;
  }
}

/** Whether an event is the one that ends the answer. Throws what the caller's function throws. */
export const isTerminal = (event: ServerSentEvent, until: Until): boolean =>
  typeof until === "string" ? event.data === until : answerOf("until", until(event));

/** What the message of `ERR_SSE_TRUNCATED` says. */
export function truncated(until: Until, lastEvent: ServerSentEvent | undefined): string {
  const hint = lastEvent?.event === until ? ` after an event of type ${JSON.stringify(until)} (a string is compared with the data)` : "";
  return `expected the terminal event (until) before the end, got the end${hint}`;
}

/** The error of a source that ended before its terminal event. */
export function truncation({ problem, lastEvent }: Terminal, { label, response, status }: TruncatedSource): SSEError {
  const message = messageOf(label, problem);
  return new SSEError("ERR_SSE_TRUNCATED", message, { event: lastEvent, response, status });
}

interface TruncatedSource {
  readonly label?: string | undefined;
  readonly response?: unknown;
  readonly status?: number | undefined;
}
