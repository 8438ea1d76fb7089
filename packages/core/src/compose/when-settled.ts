import { isPromise } from "../callback.ts";

/** Calls back with a value: at once, or if it's a promise, with what that gives. Most functions of callers aren't async, and needn't cost a promise. */
export function whenSettled<T, U>(value: T | PromiseLike<T>, then: (value: T) => U): U | PromiseLike<U> {
  return isPromise(value) ? value.then(then) : then(value);
}
