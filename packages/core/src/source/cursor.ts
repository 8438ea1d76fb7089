import type { SSEDecoder } from "../decode/decoder.ts";
import type { ServerSentEvent } from "../event.ts";
import type { EventQueue } from "./event-queue.ts";
import type { Terminal } from "./terminal.ts";

/** Where the consumer is in a stream: hands over the events, one by one or in batches, up to the terminal event, and knows which was the last. */
export class Cursor {
  /** The last event ID of the events that were delivered. */
  lastEventId: string;
  /** Whether the event that was delivered last had an ID of its own. */
  hasOwnId = false;
  /** Whether the terminal event has come. */
  complete = false;
  until: Terminal | undefined;
  readonly #queue: EventQueue;
  readonly #decoder: SSEDecoder;

  constructor(queue: EventQueue, decoder: SSEDecoder) {
    this.#queue = queue;
    this.#decoder = decoder;
    this.lastEventId = decoder.lastEventId;
  }

  /** The next event; `undefined` if none is left, or if the terminal event has come and isn't delivered. Throws what callbacks throw. */
  next(): ServerSentEvent | undefined {
    const queue = this.#queue;
    const isTerminal = this.until ? this.#isNextTerminal(this.until) : false;
    const event = queue.shift();
    if (!event) return undefined;
    this.#moveTo(event);
    if (!isTerminal) return event;
    this.complete = true;
    return this.until?.isDelivered ? event : undefined;
  }

  /** The events up to the next comment; `undefined` instead of none. Throws what callbacks throw. */
  nextBatch(): ServerSentEvent[] | undefined {
    if (this.until) return this.#nextBatchUntil();
    const events = this.#queue.shiftBatch();
    const last = events?.at(-1);
    if (last) this.#moveTo(last);
    return events;
  }

  /** After a chunk: blocks without data may have moved the last event ID, if every event was delivered. */
  followDecoder(): void {
    if (this.#queue.isEmpty) this.lastEventId = this.#decoder.lastEventId;
  }

  /** Asks `until` before the event is taken. If `until` throws or closes the source, the event isn't delivered and doesn't move the position. */
  #isNextTerminal(until: Terminal): boolean {
    const next = this.#queue.peek();
    return next !== undefined && until.isReached(next);
  }

  /** A batch that ends with the terminal event, or before an event for which `until` throws. */
  #nextBatchUntil(): ServerSentEvent[] | undefined {
    const { lastEventId } = this;
    const batch: ServerSentEvent[] = [];
    do {
      try {
        const event = this.next();
        if (event) batch.push(event);
        else if (!this.complete) {
          // If `until` has closed the source, the loop has ended without this batch.
          this.lastEventId = lastEventId;
          return undefined;
        }
      } catch (error) {
        if (batch.length === 0) throw error;
        return batch; // `until` throws the same error when the next batch is asked for.
      }
    } while (!this.complete && this.#queue.hasNextOfBatch);
    return batch.length > 0 ? batch : undefined;
  }

  #moveTo(event: ServerSentEvent): void {
    this.hasOwnId = this.#queue.hasOwnId;
    this.lastEventId = this.#queue.isEmpty ? this.#decoder.lastEventId : event.id;
  }
}
