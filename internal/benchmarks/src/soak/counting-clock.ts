import type { Clock } from "@sse/core";

/** The runtime's own timers, counted: whatever the library sets it has to clear. */
export class CountingClock implements Clock {
  readonly #pending = new Set<unknown>();

  get pending(): number {
    return this.#pending.size;
  }

  setTimeout(callback: () => void, milliseconds: number): unknown {
    const timer = setTimeout(() => {
      this.#pending.delete(timer);
      callback();
    }, milliseconds);
    this.#pending.add(timer);
    return timer;
  }

  clearTimeout(timer: unknown): void {
    if (this.#pending.delete(timer)) clearTimeout(timer as NodeJS.Timeout);
  }
}
