import type { Clock } from "../clock.ts";

/**
 * Measures silence on the wire.
 *
 * The time is counted in quarters, one timer after the other. If the process is stopped or busy for longer than the whole timeout, only one
 * timer has run out when it continues. It then has time to read what waits in its sockets.
 */
export class IdleTimer {
  readonly #clock: Clock;
  readonly #quarter: number;
  readonly #onIdle: () => void;
  #timer: unknown;
  #left = 0;

  /** @param timeout - milliseconds */
  constructor(clock: Clock, timeout: number, onIdle: () => void) {
    this.#clock = clock;
    this.#quarter = Math.ceil(timeout / 4);
    this.#onIdle = onIdle;
  }

  start(): void {
    this.#left = 4;
    this.#wait();
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wait(): void {
    this.#timer = this.#clock.setTimeout(() => {
      if (--this.#left > 0) this.#wait();
      else this.#onIdle();
    }, this.#quarter);
  }
}
