/** The longest delay of a timer; a larger one overflows and fires at once. */
const MAX_DELAY = 2_147_483_647;

/**
 * A duration option in milliseconds, or `undefined` for none: `undefined`, 0 and `Infinity` all mean none.
 *
 * @throws RangeError when it is no number, or negative.
 */
export function milliseconds(name: string, value: number | undefined): number | undefined {
  if (value === undefined || value === 0 || value === Number.POSITIVE_INFINITY) return undefined;
  if (typeof value !== "number" || !(value > 0)) throw new RangeError(`${name}: expected a positive number of milliseconds, got ${value}`);
  return Math.min(value, MAX_DELAY);
}
