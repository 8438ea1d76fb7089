import { median, type Timing } from "./measure.ts";
import { random } from "./workloads/random.ts";

/** What one turn took, in milliseconds. */
export interface Sample {
  /** By the clock. */
  time: number;
  /** Of the processors, all threads of the process: what else the machine does counts less in it. */
  work: number;
}

/** One thing to be timed that waits for a network or a loop. */
export interface Turn {
  id: string;
  run: () => Promise<Sample>;
}

/**
 * Times something in this process several times on end, and gives the fastest. A process that has waited for its turn has given memory back, and
 * must get it anew at first; and on a shared machine any timing may be interrupted and none is ever too fast.
 */
export async function best(run: () => Promise<void> | void): Promise<Sample> {
  const samples: Sample[] = [];
  for (let i = 0; i < 3; i++) samples.push(await sample(run));
  return { time: Math.min(...samples.map(({ time }) => time)), work: Math.min(...samples.map(({ work }) => work)) };
}

/** Times something in this process. */
export async function sample(run: () => Promise<void> | void): Promise<Sample> {
  const before = process.cpuUsage();
  const started = performance.now();
  await run();
  const time = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  return { time, work: (user + system) / 1000 };
}

/** Rounds before the first that counts: they compile and fill pools. */
const WARM_UPS = 2;

/** Times what waits, turn by turn, as `interleave` does with what does not wait; in another order each round. */
export class Turns {
  readonly timings = new Map<string, Timing>();
  readonly work = new Map<string, Timing>();
  readonly #next = random(1);

  /** Each turn once; rounds below 0 are not kept. */
  async round(index: number, turns: readonly Turn[]): Promise<void> {
    const left = [...turns];
    while (left.length > 0) {
      const [turn] = left.splice(this.#next(left.length), 1);
      if (!turn) break;
      const { time, work } = await turn.run();
      if (index < 0) continue;
      add(this.timings, turn.id, time);
      add(this.work, turn.id, work);
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

/** Tasks for the warm-up and so many rounds. */
export const roundTasks = (rounds: number, round: (index: number) => Promise<void>): { title: string; run: () => Promise<void> }[] =>
  Array.from({ length: rounds + WARM_UPS }, (_, index) => ({
    title: index < WARM_UPS ? "warming up" : `round ${index - WARM_UPS + 1} of ${rounds}`,
    run: () => round(index - WARM_UPS),
  }));
