/** How one thing grows with another. */
export interface Fit {
  /** The exponent of the power law that fits best: 1 is in proportion, 0 does not grow, 2 is a square. */
  power: number;
  /** By how much the worst point lies off it: 0.1 is a tenth. */
  off: number;
}

/** Least squares over the logarithms, in which a power law is a straight line and its exponent the slope. */
export function fit(points: readonly { x: number; y: number }[]): Fit {
  const logs = points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }));
  const mean = { x: meanOf(logs.map(({ x }) => x)), y: meanOf(logs.map(({ y }) => y)) };
  const power = meanOf(logs.map(({ x, y }) => (x - mean.x) * (y - mean.y))) / meanOf(logs.map(({ x }) => (x - mean.x) ** 2));
  const off = Math.max(...logs.map(({ x, y }) => Math.exp(Math.abs(y - mean.y - power * (x - mean.x))) - 1));
  return { power, off };
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
