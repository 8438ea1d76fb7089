/** One thing to be timed: does its work once. */
export interface Variant {
  id: string;
  run: () => void;
}

export interface Effort {
  /** How often each variant is measured. */
  rounds: number;
  /** Milliseconds that one timing takes, of which a round takes the best of {@link TIMINGS}. */
  sample: number;
}

/**
 * Timings in a round. On a shared machine any timing may be interrupted and none is ever too fast: the best of several says what the code
 * took, where the mean says what else ran.
 */
const TIMINGS = 5;

export interface Timing {
  /** Milliseconds for one run: the median over the rounds. */
  median: number;
  /** All rounds, in order, so that ratios can be taken round by round. */
  rounds: number[];
}

export const median = (values: number[]): number => quantile(values, 0.5);

function quantile(values: number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
}

export const geometricMean = (values: number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

/**
 * Times variants against each other in one process. They take turns, A B C then C B A, because a shared machine is slower at one moment than
 * at the next: figures of the same round can be compared, figures of different minutes cannot.
 */
export function interleave(variants: Variant[], { rounds, sample }: Effort): Map<string, Timing> {
  const repeats = new Map<string, number>();
  for (const { id, run } of variants) {
    // Warms up, too.
    let runs = 0;
    const started = performance.now();
    do {
      run();
      runs++;
    } while (performance.now() - started < Math.max(50, sample * 2));
    repeats.set(id, Math.max(1, Math.ceil((sample * runs) / (performance.now() - started))));
  }
  const timings = new Map<string, Timing>(variants.map(({ id }) => [id, { median: 0, rounds: [] }]));
  for (let round = 0; round < rounds; round++) {
    const best = new Map<string, number>();
    for (let timing = 0; timing < TIMINGS; timing++) {
      for (const { id, run } of (round + timing) % 2 === 0 ? variants : variants.toReversed()) {
        const times = repeats.get(id) ?? 1;
        const started = performance.now();
        for (let i = 0; i < times; i++) run();
        best.set(id, Math.min(best.get(id) ?? Number.POSITIVE_INFINITY, (performance.now() - started) / times));
      }
    }
    for (const [id, time] of best) timings.get(id)?.rounds.push(time);
  }
  for (const timing of timings.values()) timing.median = median(timing.rounds);
  return timings;
}

/** The middle of several rounds, and their middle half. */
export interface Spread {
  median: number;
  low: number;
  high: number;
}

export const spread = (values: number[]): Spread => ({
  median: median(values),
  low: quantile(values, 0.25),
  high: quantile(values, 0.75),
});

/** How many times as fast `id` is as `than`, round by round. */
export function ratio(timings: Map<string, Timing>, id: string, than: string): Spread {
  const own = timings.get(id)?.rounds ?? [];
  const others = timings.get(than)?.rounds ?? [];
  return spread(own.map((time, round) => (others[round] ?? Number.NaN) / time));
}
