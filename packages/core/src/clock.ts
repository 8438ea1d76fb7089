/** Timers, time and random numbers, so that tests can replace them. `globalThis` is a clock. */
export interface Clock {
  /**
   * Milliseconds since some fixed point. They must never run backwards. If that point is 1970, they are also the time of day for `Retry-After`.
   * @defaultValue `performance.now`, and `Date.now` for dates
   */
  now?(): number;
  /** Calls back once, after a delay that is positive and never longer than a timer can hold. Returns the timer. */
  setTimeout(callback: () => void, milliseconds: number): unknown;
  /** Stops a timer that `setTimeout` returned. */
  clearTimeout(timer: unknown): void;
  /** A number from 0 to 1, for the jitter. @defaultValue `Math.random` */
  random?(): number;
}

/** Monotonic, so that a corrected system clock neither ends a stream nor repeats a request. */
export const timeOf = (clock: Clock): number => clock.now?.() ?? globalThis.performance?.now() ?? Date.now();

/** The time of day. A clock that has run for longer than {@link LONGEST_UPTIME} counts from 1970. */
export function dateOf(clock: Clock): number {
  const now = clock.now?.() ?? 0;
  return now > LONGEST_UPTIME ? now : Date.now();
}

/** Three years in milliseconds. */
const LONGEST_UPTIME = 1e11;

/** Lets a process end while this timer runs. In Node and Bun a timer is an object with `unref`, elsewhere a number. */
export function unref(timer: unknown): void {
  (timer as { unref?(): void } | undefined)?.unref?.();
}

/** The longest delay that a timer can hold; a longer one would fire at once. */
export const MAX_DELAY = 2_147_483_647;

/**
 * A duration option in milliseconds, or 0 for "no limit": not given, 0, and anything longer than a timer can hold (24.8 days).
 *
 * @throws RangeError when it isn't a number, or is negative.
 */
export function milliseconds(name: string, value: number | null | undefined): number {
  const duration = value ?? 0;
  if (!(duration >= 0)) throw new RangeError(`${name}: expected milliseconds, got ${duration}`);
  return duration > MAX_DELAY ? 0 : duration;
}
