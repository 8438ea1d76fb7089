import type { ServerSentEvent } from "../event.ts";
import type { TypedEvent } from "./contract.ts";
import type { Reading } from "./event-reader.ts";

/** An event as `typed` delivers it. */
export class ContractEvent<E> implements TypedEvent<string, unknown, E> {
  readonly event: string;
  readonly data: unknown;
  readonly id: string;
  readonly retry: number | undefined;
  readonly #raw: E;

  constructor({ name, data }: NonNullable<Reading>, { id, retry }: ServerSentEvent, raw: E) {
    this.event = name;
    this.data = data;
    this.id = id;
    this.retry = retry;
    this.#raw = raw;
  }

  // A getter, so that printing an event doesn't print its data twice.
  get raw(): E {
    return this.#raw;
  }
}
