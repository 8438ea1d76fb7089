import { copyOf } from "../decode/text.ts";

/** How many IDs are remembered. */
const CAPACITY = 1_000;

/** The IDs of the events delivered last, to recognise duplicates. */
export class RecentIds {
  /** Each ID with its number in the order of arrival. */
  readonly #ids = new Map<string, number>();
  /** The same IDs in order, as a ring buffer. The `Map` alone could name its oldest member as well, but slower with each one deleted. */
  readonly #ring: string[] = [];
  #count = 0;

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Whether one ID came before another. `false` unless both are remembered. */
  isBefore(id: string, other: string): boolean {
    return (this.#ids.get(id) ?? Number.NaN) < (this.#ids.get(other) ?? Number.NaN);
  }

  add(id: string): void {
    if (this.#ids.has(id)) return;
    const own = copyOf(id);
    const place = this.#count % CAPACITY;
    const oldest = this.#ring[place];
    if (oldest !== undefined) this.#ids.delete(oldest);
    this.#ring[place] = own;
    this.#ids.set(own, this.#count++);
  }
}
