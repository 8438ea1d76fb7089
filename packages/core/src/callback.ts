import { closeQuietly } from "./close-quietly.ts";

// What becomes of an async function where a caller gave it for a sync one. Types don't prevent that: it is a function that returns `void`.

export const isPromise = <T>(value: T | PromiseLike<T>): value is PromiseLike<T> =>
  typeof (value as { then?: unknown } | undefined | null)?.then === "function";

/** Calls back when what a callback returned is a promise that rejects, so that an async callback fails as one that throws does. */
export function whenRejected(returned: unknown, onError: (error: unknown) => void): void {
  if (isPromise(returned)) returned.then(undefined, onError);
}

/**
 * The answer of a callback that decides.
 *
 * @throws TypeError for a promise, which can't be waited for here and would always count as `true`.
 */
export function answerOf(option: string, returned: unknown): boolean {
  if (!isPromise(returned)) return !!returned;
  closeQuietly(() => returned);
  throw new TypeError(`${option}: expected a function that answers at once, got an async one`);
}
