import { closeQuietly } from "./close-quietly.ts";
import type { EndableIterator, Failure } from "./endable-iterator.ts";
import { kindOf } from "./kind-of.ts";

/** What a stream can be made of: any async iterable. If it has `close()`, that ends it at once. */
export interface Source<E> extends AsyncIterable<E> {
  close?(): unknown;
}

/** The iteration of the source that another stream is made of. */
export class Upstream<E> {
  readonly #source: Source<E>;
  #iterator: AsyncIterator<E, unknown> | undefined;

  /** @throws TypeError when the source isn't an async iterable. */
  constructor(source: Source<E>) {
    if (typeof source?.[Symbol.asyncIterator] !== "function") {
      const hint = typeof (source as { then?: unknown } | undefined)?.then === "function" ? ": await it first" : "";
      throw new TypeError(`Expected a source of events (an async iterable), got ${kindOf(source)}${hint}`);
    }
    this.#source = source;
  }

  /**
   * Begins the iteration, so that nothing else can.
   *
   * @param onEnd - called when a source of ours ends, also while nothing waits for its next value
   * @throws TypeError when the source was iterated before and can be iterated only once.
   */
  open(onEnd?: (failure: Failure | undefined) => void): this {
    const iterator: AsyncIterator<E, unknown> & Partial<Pick<EndableIterator<E>, "onEnd">> = this.#source[Symbol.asyncIterator]();
    // Not `instanceof`: the source may come from another copy of core.
    if (onEnd && "onEnd" in iterator) iterator.onEnd = onEnd;
    this.#iterator = iterator;
    return this;
  }

  /** The next value. It rejects even if another library's iterator throws. Not `async`, which would take three turns to hand a promise on. */
  next(): Promise<IteratorResult<E, unknown>> {
    try {
      return Promise.resolve(this.#iterator?.next() ?? { done: true, value: undefined });
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Ends the source and its iteration. It waits for neither, because `return()` of an async generator waits for the pending `next()`, which may
   * never settle.
   */
  close(): void {
    closeQuietly(() => this.#source.close?.());
    closeQuietly(() => this.#iterator?.return?.());
  }
}
