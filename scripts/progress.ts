/** Milliseconds of silence after which a line says what is running. */
const silence = 10_000;

const start = performance.now();

/** Seconds since the program started, for people. */
export const elapsed = (since = start): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Prints lines, and after some silence a line that says what is running. */
export class Progress {
  readonly #running = new Set<string>();
  readonly #timer = setInterval(() => this.print(`… ${elapsed()}  ${[...this.#running].join(", ")}`), silence);

  print(line: string): void {
    this.#timer.refresh();
    console.log(line);
  }

  /** Counts as running until the promise settles. */
  async during<T>(title: string, work: Promise<T>): Promise<T> {
    this.#running.add(title);
    try {
      return await work;
    } finally {
      this.#running.delete(title);
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
