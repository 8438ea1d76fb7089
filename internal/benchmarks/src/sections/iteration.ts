import { isolated } from "../isolated.ts";
import { DECODING, type iterationTimes } from "../iteration.ts";
import { type Spread, spread, type Timing } from "../measure.ts";
import { barChart } from "../report/chart.ts";
import { digits, table, withSpread } from "../report/table.ts";
import type { Findings, Section } from "../section.ts";

/** Events in a chunk: 15 KB of them, as a busy server's; or one, as a language model's. */
const sizes = [64, 1];
const plans = { short: { events: 50_000, rounds: 9 }, full: { events: 200_000, rounds: 41 } };
const measure = isolated<typeof iterationTimes>("iteration.ts", "iterationTimes");

/** What was measured with chunks of so many events. */
export interface Iteration {
  perChunk: number;
  events: number;
  timings: Record<string, Timing>;
}

const measured: Iteration[] = [];

/** What an event costs between the decoder and the program. */
export const iteration: Section = {
  id: "iteration",
  title: "Iteration",
  tasks: (pass) => {
    const { events, rounds } = plans[pass];
    return sizes.map((perChunk) => ({
      title: perChunk === 1 ? "one event a chunk" : `${perChunk} events a chunk`,
      run: async () => void measured.push({ perChunk, events, timings: await measure(perChunk, events, rounds) }),
    }));
  },
  findings: () => presentIteration(measured),
};

/** Nanoseconds an event beyond what decoding takes, round by round. */
function costOf({ timings, events }: Iteration, way: string): Spread {
  const decoding = timings[DECODING]?.rounds ?? [];
  const costs = timings[way]?.rounds.map((time, round) => ((time - (decoding[round] ?? Number.NaN)) / events) * 1e6) ?? [];
  return spread(costs);
}

export function presentIteration(all: readonly Iteration[]): Findings {
  const [first] = all;
  const ways = first ? Object.keys(first.timings).filter((way) => way !== DECODING) : [];
  if (first) ways.sort((a, b) => costOf(first, a).median - costOf(first, b).median);
  const named = ({ perChunk }: Iteration): string => (perChunk === 1 ? "one event a chunk" : `${perChunk} events a chunk`);
  return {
    text: `From the decoder to the loop's body, without a network: nanoseconds an event beyond what decoding takes, the middle of the rounds and their middle half. Every chunk is in
memory before it is asked for, and every event's data is read. With one event a chunk, the step of the body that gives the chunk is part of it.

${table(
  ["way", ...all.map((one) => `${named(one)}, ns`)],
  [
    ...ways.map((way) => [way, ...all.map((one) => withSpread(costOf(one, way)))]),
    ["decoding itself", ...all.map(({ timings, events }) => digits(((timings[DECODING]?.median ?? Number.NaN) / events) * 1e6))],
  ],
)}`,
    charts: all.map((one) =>
      barChart({
        name: one.perChunk === 1 ? "iteration-one" : "iteration-many",
        title: `Iteration, ${named(one)}`,
        description: "nanoseconds an event beyond decoding; shorter bars are better",
        bars: ways.map((way) => {
          const { median: value, low, high } = costOf(one, way);
          return {
            label: way,
            parts: [{ value: Math.max(0, value), tone: / source/.test(way) ? "ours" : "other" }],
            spread: { low: Math.max(0, low), high: Math.max(0, high) },
            text: `${digits(value)} ns`,
          };
        }),
      }),
    ),
    data: all,
  };
}
