/** One event that was handed out. */
export interface Delivery {
  /** The last event ID once this event is processed. */
  readonly id: string;
  processed: boolean;
  next?: Delivery;
}

/** Where to resume: the last event ID up to which everything is processed. A linked list holds the events that were handed out since. */
export class Position {
  #reached: Delivery;
  #last: Delivery;

  constructor(id: string) {
    this.#reached = this.#last = { id, processed: true };
  }

  get id(): string {
    return this.#reached.id;
  }

  /** The last event ID of the events that were handed out. */
  get lastId(): string {
    return this.#last.id;
  }

  /** Adds an event. An event without its own ID gets the ID of the event before it, so it doesn't take the position back. */
  add(id: string = this.#last.id, processed = false): Delivery {
    const delivery = { id, processed };
    this.#last.next = delivery;
    this.#last = delivery;
    return delivery;
  }

  /** Moves past every event that was handed out. */
  moveToLast(): void {
    this.#reached = this.#last;
  }

  /** Moves past the processed events, up to the first that isn't processed. */
  moveOverProcessed(): void {
    while (this.#reached.next?.processed) this.#reached = this.#reached.next;
  }
}
