import type { SubjectEvent } from "@sse/conformance";

/** Events that come by callback, as an async iterable. Nothing is lost that came before the iteration. */
export class EventQueue implements AsyncIterable<SubjectEvent> {
  readonly #events: SubjectEvent[] = [];
  #end: { error?: unknown } | undefined;
  #wake = (): void => {};
  readonly #onLeave: () => void;

  /** @param onLeave Called when the loop over the queue is left, to close what fills it. */
  constructor(onLeave: () => void) {
    this.#onLeave = onLeave;
  }

  push(event: SubjectEvent): void {
    this.#events.push(event);
    this.#wake();
  }

  /** No more events will come; with an error, the iteration throws it after the last one. */
  end(outcome: { error?: unknown } = {}): void {
    this.#end ??= outcome;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SubjectEvent, void, void> {
    try {
      for (;;) {
        const event = this.#events.shift();
        if (event) yield event;
        else if (this.#end) break;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
      if (this.#end && "error" in this.#end) throw this.#end.error;
    } finally {
      this.#onLeave();
    }
  }
}
