/** One event in the hands of the consumer. */
export interface Delivery {
  /** The last event ID once this event is processed. */
  readonly id: string;
  /** Whether the event's own block set that ID; otherwise the ID is an earlier event's. */
  readonly own: boolean;
  processed: boolean;
}

/** Where a consumer is in its stream: after which event ID everything before is processed, not merely received. */
export class Position {
  /** The last event ID to resume after. */
  id: string;
  readonly #window: number;
  /** The IDs delivered last, oldest first, for telling duplicates. */
  readonly #known: Set<string> = new Set();
  /** What is delivered, in order, from the first event on that is not processed. */
  #deliveries: Delivery[] = [];
  /** The last event ID of the current connection, as its events show it, and as it is. */
  #seen = "";
  #current = "";

  /** @param window - how many IDs duplicates are told by; 0 for none */
  constructor(id: string, window: number) {
    this.id = id;
    this.#window = window;
  }

  /** A connection begins, which was told to resume after `sent`: the position, or nothing where no header can carry it. */
  begin(sent: string): void {
    this.#seen = sent;
    this.#current = this.id;
    // An event without an ID of its own cannot be told from its repetition: what is not processed comes again, as another event.
    this.#deliveries = this.#deliveries.filter(({ own }) => own);
  }

  /** An event arrived under this last event ID: its delivery, or `undefined` when it was delivered before and duplicates are dropped. */
  receive(id: string = this.#seen): Delivery | undefined {
    const own = id !== this.#seen;
    this.#see(id);
    const known = own && this.#known.has(id);
    // The same event again, while its first delivery is still in work: whichever is acknowledged first counts.
    const earlier = own && this.#deliveries.find((delivery) => delivery.id === id && !delivery.processed);
    if (earlier && !known) return earlier;
    const delivery = { id: this.#current, own, processed: known };
    this.#deliveries.push(delivery);
    if (known) {
      this.#settle();
      return undefined;
    }
    if (own && id && this.#window) {
      this.#known.add(id);
      for (const oldest of this.#known) {
        if (this.#known.size <= this.#window) break;
        this.#known.delete(oldest);
      }
    }
    return delivery;
  }

  /** The connection ended, with this last event ID: blocks without data move it, too. */
  end(id: string): void {
    if (id === this.#seen) return;
    this.#see(id);
    this.#deliveries.push({ id, own: true, processed: true });
    this.#settle();
  }

  /** Acknowledges one delivery; the position advances over the longest run of processed events. */
  acknowledge(delivery: Delivery): void {
    delivery.processed = true;
    this.#settle();
  }

  /** Acknowledges everything that was delivered. */
  acknowledgeAll(): void {
    const last = this.#deliveries.at(-1);
    if (!last) return;
    this.id = last.id;
    this.#deliveries = [];
  }

  #see(id: string): void {
    if (id !== this.#seen) this.#seen = this.#current = id;
  }

  #settle(): void {
    // Of neighbours that are all processed, the last one says it all: what is kept is bounded by what is in work.
    this.#deliveries = this.#deliveries.filter(({ processed }, index, all) => !(processed && all[index + 1]?.processed));
    const [first] = this.#deliveries;
    if (!first?.processed) return;
    this.id = first.id;
    this.#deliveries.shift();
  }
}
