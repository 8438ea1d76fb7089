/** The longest delay that a timer can hold; a longer one would fire at once. */
export const MAX_DELAY = 2_147_483_647;

/**
 * A duration option in milliseconds, or 0 for none: not given, 0 and whatever is longer than a timer can hold (24.8 days).
 *
 * @throws RangeError when it is no number, or negative.
 */
export function milliseconds(name: string, value = 0): number {
  if (!(value >= 0)) throw new RangeError(`${name}: expected milliseconds, got ${value}`);
  return value > MAX_DELAY ? 0 : value;
}
