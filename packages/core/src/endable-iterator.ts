/** Something that was thrown, in a box, because `undefined` can be thrown. */
export interface Failure {
  readonly error: unknown;
}

/** Where an {@link EndableIterator} gets its values from. */
export interface Supply<T> {
  /** Hands over the next value if it's there already. */
  take(): IteratorYieldResult<T> | undefined;
  /** Fetches more, and then calls the iterator's `serve()` or `end()`. It is called again only after that. */
  pull(): void;
  /** Ends the stream, because the loop was left. It has to call the iterator's `end()`. */
  close(): void;
}

type Answer<T> = (result: IteratorResult<T> | Promise<never>) => void;

const NONE: never[] = [];

/**
 * An iterator over values that arrive, which can be ended from outside at any time.
 *
 * An async generator can't do this. Its `return()` waits for the pending `next()`, which waits for a server that may never speak again.
 * Here the end settles every pending call at once.
 */
export class EndableIterator<T> implements AsyncIterableIterator<T> {
  /** Tells of the end at once, also while no call of `next()` waits for it. */
  onEnd: ((failure: Failure | undefined) => void) | undefined = undefined;
  readonly #supply: Supply<T>;
  /** The calls of `next()` that wait, in order. While there is one, the supply is pulling. */
  #waiting: Answer<T>[] = NONE;
  #ended = false;
  /** What the next call after the end throws. The calls after it are done. */
  #failure: Failure | undefined;

  constructor(supply: Supply<T>) {
    this.#supply = supply;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#waiting.length === 0) {
      const ready = this.#supply.take();
      if (ready) return Promise.resolve(ready);
    }
    return new Promise((answer) => {
      if (this.#ended) this.#settle(answer);
      else if (this.#waiting.length > 0) this.#waiting.push(answer);
      else {
        // An array literal of one takes a tenth of the memory that push() gives an empty array.
        this.#waiting = [answer];
        this.#supply.pull();
      }
    });
  }

  async return(value?: unknown): Promise<IteratorResult<T>> {
    this.#supply.close();
    return { done: true, value };
  }

  /** Answers the calls that wait with the values that are there now, and pulls for the rest. */
  serve(): void {
    this.#answerReady();
    if (this.#waiting.length > 0) this.#supply.pull();
  }

  /**
   * Ends the iteration. Values that are there already come first. Then every call that waits is settled, and each later call as it comes. The
   * first of them throws the failure, if there is one. A second end only replaces the failure.
   */
  end(failure?: Failure): void {
    this.#ended = true;
    this.#failure = failure;
    this.#answerReady();
    const waiting = this.#waiting;
    this.#waiting = NONE;
    for (const answer of waiting) this.#settle(answer);
    this.onEnd?.(failure);
  }

  #answerReady(): void {
    while (this.#waiting.length > 0) {
      const ready = this.#supply.take();
      if (!ready) return;
      this.#waiting.shift()?.(ready);
    }
  }

  #settle(answer: Answer<T>): void {
    const failure = this.#failure;
    this.#failure = undefined;
    answer(failure ? Promise.reject(failure.error) : { done: true, value: undefined });
  }
}
