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
  /** The pending call of `next()`. While there is one, the supply is pulling. */
  #waiting: Answer<T> | undefined;
  /** Those that were made while it was pending, in order. A loop makes none. */
  #waitingNext: Answer<T>[] = NONE;
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
    if (!this.#waiting) {
      const ready = this.#supply.take();
      if (ready) return Promise.resolve(ready);
    }
    return new Promise((answer) => {
      if (this.#ended) this.#settle(answer);
      else if (this.#waiting) this.#wait(answer);
      else {
        this.#waiting = answer;
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
    if (this.#waiting) this.#supply.pull();
  }

  /**
   * Ends the iteration. Pending calls get the values that are there already. The first call that gets none throws the failure, if there is one,
   * and all others return `{ done: true }`. A second end replaces the failure that no call has thrown yet.
   */
  end(failure?: Failure): void {
    this.#ended = true;
    this.#failure = failure;
    this.#answerReady();
    for (let answer = this.#shift(); answer; answer = this.#shift()) this.#settle(answer);
    this.onEnd?.(failure);
  }

  #answerReady(): void {
    while (this.#waiting) {
      const ready = this.#supply.take();
      if (!ready) return;
      this.#shift()?.(ready);
    }
  }

  #shift(): Answer<T> | undefined {
    const answer = this.#waiting;
    this.#waiting = this.#waitingNext.shift();
    return answer;
  }

  #wait(answer: Answer<T>): void {
    if (this.#waitingNext === NONE) this.#waitingNext = [];
    this.#waitingNext.push(answer);
  }

  #settle(answer: Answer<T>): void {
    const failure = this.#failure;
    this.#failure = undefined;
    answer(failure ? Promise.reject(failure.error) : { done: true, value: undefined });
  }
}
