import { kindOf } from "../kind-of.ts";

/** @throws TypeError when it isn't a function. */
export function expectFunction(fn: unknown): void {
  if (typeof fn !== "function") throw new TypeError(`Expected a function, got ${kindOf(fn)}`);
}
