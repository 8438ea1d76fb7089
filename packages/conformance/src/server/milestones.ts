/** Named points that are reached once and stay reached, so that it never matters whether the one who waits or the one who reaches comes first. */
export class Milestones {
  readonly #reached = new Set<string>();
  readonly #waiting = new Map<string, { resolve: () => void; reject: (reason: Error) => void }[]>();
  #over: string | undefined;

  get names(): string[] {
    return [...this.#reached];
  }

  reach(name: string): void {
    this.#reached.add(name);
    for (const { resolve } of this.#waiting.get(name) ?? []) resolve();
    this.#waiting.delete(name);
  }

  /** @throws Error when no further milestone can come, see {@link Milestones.end}. */
  reached(name: string): Promise<void> {
    if (this.#reached.has(name)) return Promise.resolve();
    if (this.#over !== undefined) return Promise.reject(unreachable(name, this.#over));
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(name);
      if (waiting === undefined) this.#waiting.set(name, [{ resolve, reject }]);
      else waiting.push({ resolve, reject });
    });
  }

  /** Nothing is reached from now on: whoever waits is told why, instead of waiting for ever. */
  end(why: string): void {
    this.#over = why;
    for (const [name, waiting] of this.#waiting) for (const { reject } of waiting) reject(unreachable(name, why));
    this.#waiting.clear();
  }
}

function unreachable(name: string, why: string): Error {
  return new Error(`${why} before "${name}" was reached`);
}
