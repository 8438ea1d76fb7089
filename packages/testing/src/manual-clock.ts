import { type Clock, expectOptions } from "@sse/core";
import { settle } from "./turn.ts";

/** What {@link manualClock} takes; everything has a default. */
export interface ManualClockOptions {
  /** The time to begin with, as a date or in milliseconds since 1970. @defaultValue 1 January 2026, UTC */
  readonly now?: Date | number | undefined;
  /** What the jitter of `reconnect` gets, from 0 to 1. @defaultValue `() => 0.5` */
  readonly random?: (() => number) | undefined;
}

/** Time that passes only when a test says so. */
export interface ManualClock extends Clock {
  /** Milliseconds since 1970. */
  now(): number;
  random(): number;
  /** How many timers wait. */
  readonly pending: number;
  /** Every delay that a timer was set for so far, in milliseconds, in order. */
  readonly delays: readonly number[];
  /**
   * Lets this many milliseconds pass. Timers fire one after the other at their times, and what each of them sets in motion happens before the
   * next one fires.
   */
  advance(milliseconds: number): Promise<void>;
  /** Lets time pass until the next timer has fired. It resolves with `false` if none waits. */
  next(): Promise<boolean>;
  /**
   * Lets time pass until a promise settles, and settles as it does.
   *
   * @throws Error when no timer is left and the promise hasn't settled.
   */
  runUntil<T>(promise: PromiseLike<T>): Promise<T>;
}

/**
 * Makes a clock for the option `clock` of `connectSSE`, `EventSource`, `reconnect` and `fakeStream`. A test of 30 seconds of silence takes no time.
 *
 * ```ts
 * import { connectSSE } from "@sse/fetch";
 * import { fakeStream, manualClock } from "@sse/testing";
 *
 * const clock = manualClock();
 * const stream = fakeStream({ clock }).stall();
 * const source = await connectSSE(stream.fetch, "GET", "/events", { clock, idleTimeout: 30_000 });
 * const next = source.iterSSE().next();
 * next.catch(() => {}); // ERR_SSE_IDLE_TIMEOUT
 * await clock.advance(30_000);
 * ```
 */
export function manualClock(options: ManualClockOptions = {}): ManualClock {
  expectOptions(options);
  return new Manual(options);
}

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

class Manual implements ManualClock {
  readonly delays: number[] = [];
  /** In the order in which they were set. */
  readonly #timers = new Set<Timer>();
  readonly #random: () => number;
  #now: number;

  constructor({ now = Date.UTC(2026, 0, 1), random = () => 0.5 }: ManualClockOptions) {
    this.#now = Number(now);
    this.#random = random;
  }

  get pending(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#now;
  }

  random(): number {
    return this.#random();
  }

  setTimeout(callback: () => void, milliseconds: number): Timer {
    // A real timer fires at once for these, which hides the mistake.
    if (!(milliseconds >= 0 && milliseconds < 2 ** 31))
      throw new RangeError(`Expected a delay that a timer can hold, got ${milliseconds} ms`);
    const timer = { at: this.#now + milliseconds, callback };
    this.delays.push(milliseconds);
    this.#timers.add(timer);
    return timer;
  }

  clearTimeout(timer: unknown): void {
    this.#timers.delete(timer as Timer);
  }

  async advance(milliseconds: number): Promise<void> {
    if (!(milliseconds >= 0 && Number.isFinite(milliseconds)))
      throw new RangeError(`Expected milliseconds to advance, got ${milliseconds}`);
    await settle();
    const until = this.#now + milliseconds;
    for (let timer = this.#first(); timer && timer.at <= until; timer = this.#first()) {
      this.#fire(timer);
      await settle();
    }
    this.#now = until;
  }

  async next(): Promise<boolean> {
    await settle();
    const timer = this.#first();
    if (timer) this.#fire(timer);
    await settle();
    return timer !== undefined;
  }

  async runUntil<T>(promise: PromiseLike<T>): Promise<T> {
    let settled = false;
    const finish = (): void => {
      settled = true;
    };
    promise.then(finish, finish);
    await settle();
    while (!settled) {
      if (!(await this.next()) && !settled)
        throw new Error("Expected the promise to settle, but it doesn't, and no timer waits on this clock");
    }
    return promise;
  }

  #first(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) if (!first || timer.at < first.at) first = timer;
    return first;
  }

  #fire(timer: Timer): void {
    this.#timers.delete(timer);
    this.#now = Math.max(this.#now, timer.at);
    timer.callback();
  }
}
