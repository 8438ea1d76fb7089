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
 * Times something in this process again and again for so many milliseconds, twice at least, and gives the fastest. A process that has waited for
 * its turn has given memory back and must get it again, which the first ones pay for; and on a shared machine any timing may be interrupted and
 * none is ever too fast.
 */
export async function best(milliseconds: number, run: () => Promise<void> | void): Promise<Sample> {
  const samples: Sample[] = [];
  const started = performance.now();
  while (samples.length < 2 || performance.now() - started < milliseconds) samples.push(await sample(run));
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

/** Times what waits, turn by turn, as `interleave` does with what does not wait; in another order each round. */
export class Turns {
  readonly timings = new Map<string, Timing>();
  readonly work = new Map<string, Timing>();
  readonly #next = random(1);

  /** Each turn once. A round that only warms up is not kept. */
  async round(turns: readonly Turn[], kept = true): Promise<void> {
    const left = [...turns];
    while (left.length > 0) {
      const [turn] = left.splice(this.#next(left.length), 1);
      if (!turn) break;
      const { time, work } = await turn.run();
      if (!kept) continue;
      add(this.timings, turn.id, time);
      add(this.work, turn.id, work);
    }
  }

  /** The middle of a turn's rounds, in milliseconds. */
  median(id: string): number {
    return this.timings.get(id)?.median ?? Number.NaN;
  }

  /** The fastest of a turn's rounds, in milliseconds. */
  best(id: string): number {
    return Math.min(...(this.timings.get(id)?.rounds ?? []));
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

/** How many rounds there are: those of each generation of processes, after one that compiles and fills pools. */
export interface Rounds {
  generations: number;
  rounds: number;
}

/**
 * Tasks for all rounds. Processes are restarted for each generation: how a process happened to compile its code, it keeps to its end, and
 * one that had bad luck would pass for a slow client.
 */
export const roundTasks = (
  { generations, rounds }: Rounds,
  begin: () => void,
  round: (kept: boolean) => Promise<void>,
): { title: string; run: () => Promise<void> }[] =>
  Array.from({ length: generations }, (_, generation) => [
    {
      title: "starting and warming up",
      run: () => {
        begin();
        return round(false);
      },
    },
    ...Array.from({ length: rounds }, (_, index) => ({
      title: `round ${generation * rounds + index + 1} of ${generations * rounds}`,
      run: () => round(true),
    })),
  ]).flat();
