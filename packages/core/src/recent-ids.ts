/** How many IDs are remembered. */
const CAPACITY = 1_000;

/** The IDs of the events delivered last, for telling duplicates. */
export class RecentIds {
  readonly #ids = new Set<string>();
  /** The same IDs in the order in which they came, as a ring: a `Set` takes longer to find its oldest member the more were deleted. */
  readonly #ring: string[] = [];
  #oldest = 0;

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  add(id: string): void {
    if (this.#ids.has(id)) return;
    const own = detached(id);
    if (this.#ring.length < CAPACITY) this.#ring.push(own);
    else {
      this.#ids.delete(this.#ring[this.#oldest] ?? "");
      this.#ring[this.#oldest] = own;
      this.#oldest = (this.#oldest + 1) % CAPACITY;
    }
    this.#ids.add(own);
  }
}

/** A copy in memory of its own. In V8, a string cut out of a chunk keeps the text of the whole chunk alive. */
const detached = (text: string): string => ` ${text}`.slice(1);
