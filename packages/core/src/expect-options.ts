import { kindOf } from "./kind-of.ts";

/**
 * Checks that options are an object, so that a caller's `null` or text doesn't fail somewhere inside, or pass for no options.
 *
 * @throws TypeError that says what came instead.
 */
export function expectOptions(options: object): void {
  if (typeof options !== "object" || !options) throw new TypeError(`options: expected an object, got ${kindOf(options)}`);
}
