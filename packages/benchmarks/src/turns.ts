import { median, type Timing } from "./measure.ts";

/** One thing to be timed that waits for a network or a loop. */
export interface Turn {
  id: string;
  /** Does its work once; gives a number of milliseconds where it times itself. */
  run: () => Promise<unknown> | unknown;
}

/** Times what waits, turn by turn: A B C in one round, C B A in the next, as `interleave` does with what does not wait. */
export class Turns {
  readonly timings = new Map<string, Timing>();

  /** Each turn once; a round before the first, that warms up, is not kept. */
  async round(index: number, turns: readonly Turn[]): Promise<void> {
    for (const { id, run } of index % 2 === 0 ? turns : turns.toReversed()) {
      // Else each would pay for what the one before it left behind.
      globalThis.gc?.();
      const started = performance.now();
      const own = await run();
      const time = typeof own === "number" ? own : performance.now() - started;
      if (index >= 0) this.add(id, time);
    }
  }

  /** The middle of a turn's rounds, in milliseconds. */
  median(id: string): number {
    return this.timings.get(id)?.median ?? Number.NaN;
  }

  add(id: string, time: number): void {
    const timing = this.timings.get(id) ?? { median: 0, rounds: [] };
    timing.rounds.push(time);
    timing.median = median(timing.rounds);
    this.timings.set(id, timing);
  }

  /** A turn that nobody took: what others took in the same round, added up. */
  addSum(id: string, of: readonly string[]): void {
    const rounds = of.map((part) => this.timings.get(part)?.rounds ?? []);
    for (const index of (rounds[0] ?? []).keys())
      this.add(
        id,
        rounds.reduce((sum, own) => sum + (own[index] ?? Number.NaN), 0),
      );
  }
}

/** Tasks for a warm-up and so many rounds. */
export const roundTasks = (rounds: number, round: (index: number) => Promise<void>): { title: string; run: () => Promise<void> }[] =>
  Array.from({ length: rounds + 1 }, (_, index) => ({
    title: index === 0 ? "warming up" : `round ${index} of ${rounds}`,
    run: () => round(index - 1),
  }));
