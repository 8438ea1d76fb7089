import { median, type Timing } from "./measure.ts";
import { random } from "./workloads/random.ts";

/** One thing to be timed that waits for a network or a loop. */
export interface Turn {
  id: string;
  /** Does its work once; gives a number of milliseconds where it times itself. */
  run: () => Promise<unknown> | unknown;
}

/** Times what waits, turn by turn, as `interleave` does with what does not wait. */
export class Turns {
  /** By the clock. */
  readonly timings = new Map<string, Timing>();
  /** Of the processors, all threads of this process: what else the machine does counts less in it. */
  readonly work = new Map<string, Timing>();
  readonly #next = random(1);

  /**
   * Each turn once; the round before the first warms up and is not kept. In another order each time, since a turn pays for some of what the
   * one before it left behind. Not by collecting that between them: after a full collection V8 begins with a small heap again, and a decoder
   * takes three times as long as in a program that runs.
   */
  async round(index: number, turns: readonly Turn[]): Promise<void> {
    const left = [...turns];
    while (left.length > 0) {
      const [turn] = left.splice(this.#next(left.length), 1);
      if (!turn) break;
      const before = process.cpuUsage();
      const started = performance.now();
      const own = await turn.run();
      const time = performance.now() - started;
      const { user, system } = process.cpuUsage(before);
      if (index < 0) continue;
      add(this.timings, turn.id, typeof own === "number" ? own : time);
      add(this.work, turn.id, (user + system) / 1000);
    }
  }

  /** The middle of a turn's rounds, in milliseconds. */
  median(id: string): number {
    return this.timings.get(id)?.median ?? Number.NaN;
  }

  /** A turn that nobody took: what others took in the same round, added up. */
  addSum(id: string, of: readonly string[]): void {
    for (const kept of [this.timings, this.work]) {
      const rounds = of.map((part) => kept.get(part)?.rounds ?? []);
      for (const index of (rounds[0] ?? []).keys()) {
        const sum = rounds.reduce((total, own) => total + (own[index] ?? Number.NaN), 0);
        add(kept, id, sum);
      }
    }
  }
}

function add(kept: Map<string, Timing>, id: string, time: number): void {
  const timing = kept.get(id) ?? { median: 0, rounds: [] };
  timing.rounds.push(time);
  timing.median = median(timing.rounds);
  kept.set(id, timing);
}

/** Tasks for a warm-up and so many rounds. */
export const roundTasks = (rounds: number, round: (index: number) => Promise<void>): { title: string; run: () => Promise<void> }[] =>
  Array.from({ length: rounds + 1 }, (_, index) => ({
    title: index === 0 ? "warming up" : `round ${index} of ${rounds}`,
    run: () => round(index - 1),
  }));
