import type { Concurrent, concurrentStreams } from "../clients/concurrent.ts";
import { serverOrigin, stopAll } from "../clients/processes.ts";
import { type LineGrowth, type lineGrowth, readers } from "../growth.ts";
import { isolated } from "../isolated.ts";
import { type Line, lineChart, type Tone, toneOf } from "../report/chart.ts";
import { fit } from "../report/fit.ts";
import { digits, table } from "../report/table.ts";
import type { Findings, Section } from "../section.ts";

const plans = {
  short: { sizes: [1, 4, 16, 64], streams: [1, 30, 1000], events: 200_000, rounds: 3 },
  full: { sizes: [1, 2, 4, 8, 16, 32, 64], streams: [1, 3, 10, 30, 100, 300, 1000], events: 1_000_000, rounds: 7 },
};
const clients = ["@sse/undici", "@sse/fetch", "eventsource-client"];
const lineTone = (id: string): Tone => (id === "@sse/fetch" ? "third" : toneOf(id));

/** What was measured of one decoder or client. */
export interface Grown<T> {
  id: string;
  points: T[];
}

const lines: Grown<LineGrowth>[] = Object.keys(readers).map((id) => ({ id, points: [] }));
const streams: Grown<Concurrent>[] = clients.map((id) => ({ id, points: [] }));
const measureLine = isolated<typeof lineGrowth>("growth.ts", "lineGrowth");
const measureStreams = isolated<typeof concurrentStreams>("clients/concurrent.ts", "concurrentStreams");
let events = 0;

/** Time and memory against the size of one line, and against the number of streams. */
export const growth: Section = {
  id: "growth",
  title: "Growth",
  tasks: (pass) => {
    const { sizes, streams: counts, rounds } = plans[pass];
    events = plans[pass].events;
    return [
      ...sizes.flatMap((size) =>
        lines.map(({ id, points }) => ({
          title: `a line of ${size} MiB, ${id}`,
          run: async () => void points.push(await measureLine(id, size, rounds)),
        })),
      ),
      ...counts.flatMap((count) =>
        streams.map(({ id, points }) => ({
          title: `${count} streams, ${id}`,
          run: async () => void points.push(await measureStreams(await serverOrigin(), id, count, events, rounds)),
        })),
      ),
    ];
  },
  findings: () => presentGrowth(lines, streams, events),
  close: stopAll,
};

type Point = { x: number; y: number };
const MEBI = 2 ** 20;

/** Below this, what else the process does is more than what the streams take. */
const FEW = 10;

export function presentGrowth(lines: readonly Grown<LineGrowth>[], streams: readonly Grown<Concurrent>[], events: number): Findings {
  const times = lines.map(({ id, points }) => ({ id, points: points.map(({ mebibytes, time }) => ({ x: mebibytes, y: time })) }));
  const held = lines.map(({ id, points }) => ({ id, points: points.map(({ mebibytes, held }) => ({ x: mebibytes, y: held / MEBI })) }));
  const costs = streams.map(({ id, points }) => ({ id, points: points.map(({ streams, time }) => ({ x: streams, y: time })) }));
  const heaps = streams.map(({ id, points }) => ({
    id,
    points: points.filter(({ streams }) => streams >= FEW).map(({ streams, heap }) => ({ x: streams, y: (heap * streams) / MEBI })),
  }));
  return {
    text: `The figures are fitted by a power law: what grows in proportion has the power of 1, what is independent the power of 0, a square the power of 2. In brackets
is by how much the worst point lies off it.

### One line

One event of one \`data\` line, in chunks of 1 KiB. What is held is the heap just before the line's end. Lines of a few MiB stay in the processor's
caches and in memory that the process has already; longer ones pay for fresh memory, whoever decodes them.

${lineTable(lines)}
${statement("Time", "the size of the line", times)}
${statement("Memory", "the size of the line", held)}

### Many streams

Over loopback in one client process, ${events.toLocaleString("en")} events in all however many streams share them. Every stream is open before the server goes on with any.
Memory is that of open, silent streams, heap and buffers.

${streamTable(streams)}
${statement("Time an event", "the number of streams", costs)}
${statement("Memory", "the number of streams", heaps)}`,
    charts: [
      chart("growth-line-time", "Time for one line", "milliseconds from the first byte to the event", "MiB in one line", "ms", times),
      chart("growth-line-memory", "Memory for one line", "MB of heap just before its end", "MiB in one line", "MB", held),
      chart("growth-streams-time", "Time an event", "nanoseconds an event, by open streams", "streams at once", "ns an event", costs),
      chart("growth-streams-memory", "Memory of open streams", "MB of heap and buffers", "streams at once", "MB", heaps),
    ],
    data: { lines, events, streams },
  };
}

function lineTable(lines: readonly Grown<LineGrowth>[]): string {
  const sizes = lines[0]?.points.map(({ mebibytes }) => mebibytes) ?? [];
  return table(
    ["MiB", ...lines.flatMap(({ id }) => [`${id}, ms`, "ms a MiB", "bytes held a byte"])],
    sizes.map((size, row) => [
      String(size),
      ...lines.flatMap(({ points }) => {
        const { time = Number.NaN, held = Number.NaN } = points[row] ?? {};
        return [digits(time), digits(time / size), digits(held / size / MEBI)];
      }),
    ]),
  );
}

function streamTable(streams: readonly Grown<Concurrent>[]): string {
  const counts = streams[0]?.points.map((point) => point.streams) ?? [];
  return table(
    ["streams", ...streams.flatMap(({ id }) => [`${id}, ns an event`, "KB a stream"])],
    counts.map((count, row) => [
      count.toLocaleString("en"),
      ...streams.flatMap(({ points }) => {
        const { time = Number.NaN, heap = Number.NaN } = points[row] ?? {};
        return [digits(time), count < FEW ? "–" : digits(Math.round(heap / 102.4) / 10)];
      }),
    ]),
  );
}

/** What was found, in a sentence: with which power, and how far off. */
function statement(what: string, against: string, all: readonly { id: string; points: Point[] }[]): string {
  const found = all.map(({ id, points }) => {
    const { power, off } = fit(points);
    return `${id} ${power.toFixed(2)} (off by ${Math.round(off * 100)} %)`;
  });
  return `${what} grows with ${against} by the power of: ${found.join(", ")}.\n`;
}

function chart(name: string, title: string, description: string, x: string, y: string, all: readonly { id: string; points: Point[] }[]) {
  const lines = all.map(({ id, points }): Line => ({ label: id, tone: lineTone(id), points }));
  const [first] = all;
  const power = first ? fit(first.points).power.toFixed(2) : "";
  return lineChart({ name, title, description: `${description}; ${first?.id} by the power of ${power}`, lines, x, y });
}
