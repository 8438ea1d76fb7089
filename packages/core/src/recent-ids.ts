/** How many IDs are remembered. */
const CAPACITY = 1_000;

/** The IDs of the events delivered last, for telling duplicates. */
export class RecentIds {
  /** Each ID, and when it came: as the first, the second and so on. */
  readonly #ids = new Map<string, number>();
  /** The same IDs in the order in which they came, as a ring: a `Map` takes longer to find its oldest member the more were deleted. */
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
    const own = detached(id);
    const place = this.#count % CAPACITY;
    const oldest = this.#ring[place];
    if (oldest !== undefined) this.#ids.delete(oldest);
    this.#ring[place] = own;
    this.#ids.set(own, this.#count++);
  }
}

/** A copy in memory of its own. In V8, a string cut out of a chunk keeps the text of the whole chunk alive. */
const detached = (text: string): string => ` ${text}`.slice(1);
