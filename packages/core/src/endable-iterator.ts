/** An error that was thrown. It's wrapped in an object because `undefined` can be thrown as well. */
export interface Failure {
  readonly error: unknown;
}

/** Where an {@link EndableIterator} gets its values from. */
export interface Supply<T> {
  /** Hands over the next value if it's there already. */
  take(): IteratorYieldResult<T> | undefined;
  /** Fetches more, and then calls the iterator's `serve()` or `end()`. The iterator doesn't call it again before that. */
  pull(): void;
  /** Ends the stream, because the loop was left. It must call the iterator's `end()`. */
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
  /** Called at once when the iteration ends, even if no `next()` is pending. */
  onEnd: ((failure: Failure | undefined) => void) | undefined = undefined;
  readonly #supply: Supply<T>;
  /** The pending calls of `next()`, in order. While there is one, the supply is pulling. */
  #waiting: Answer<T>[] = NONE;
  #ended = false;
  /** What the first call after the end throws. Later calls return `{ done: true }`. */
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

  /** Answers the pending calls with the values that are there now, and pulls for the rest. */
  serve(): void {
    this.#answerReady();
    if (this.#waiting.length > 0) this.#supply.pull();
  }

  /**
   * Ends the iteration. Pending calls get the values that are there already. The first call that gets none throws the failure, if there is one,
   * and all others return `{ done: true }`. A second end replaces the failure that no call has thrown yet.
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
