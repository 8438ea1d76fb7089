import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { bareLoop, decodeAlone, ours, peers } from "../clients/clients.ts";
import { median, ratio, type Timing } from "../measure.ts";
import { barChart } from "../report/chart.ts";
import { digits, table, withSpread } from "../report/table.ts";
import type { Section } from "../section.ts";

const plans = { short: { events: 20_000, rounds: 5 }, full: { events: 200_000, rounds: 7 } };
const reference = "eventsource-client";
const event = new TextEncoder().encode(`data: ${"x".repeat(232)}\n\n`);

const timings = new Map<string, Timing>();
let server: ChildProcess | undefined;
let events = 0;
let port: number | undefined;

async function round(count: number, index: number): Promise<void> {
  if (!server) {
    server = fork(join(import.meta.dirname, "../clients/server.ts"), { execArgv: ["--conditions=@sse/source"] });
  }
  port ??= Number((await once(server, "message"))[0]);
  const url = `http://127.0.0.1:${port}/${count}`;
  const variants: [string, () => Promise<number> | number, boolean][] = [
    ...Object.entries(ours).flatMap(([id, { run, alone }]): [string, () => Promise<number>, boolean][] => [
      [id, () => run(url), true],
      [`${id}, its client alone`, () => alone(url), false],
    ]),
    ...Object.entries(peers).map(([id, run]): [string, () => Promise<number>, boolean] => [id, () => run(url), true]),
    ["decoder alone", () => decodeAlone(event, count), false],
    ["bare loop", () => bareLoop(count), true],
  ];
  for (const [id, run, counts] of index % 2 === 0 ? variants : variants.reverse()) {
    const started = performance.now();
    const seen = await run();
    const time = performance.now() - started;
    if (counts && seen !== count) throw new Error(`${id}: expected ${count} events, got ${seen}`);
    if (index < 0) continue;
    const timing = timings.get(id) ?? { median: 0, rounds: [] };
    timing.rounds.push(time);
    timing.median = median(timing.rounds);
    timings.set(id, timing);
  }
}

/** Times its own client, the decoder and a bare loop take together, round by round. */
function yardstick(id: string): string {
  const key = `${id}, sum of its parts`;
  const parts = [`${id}, its client alone`, "decoder alone", "bare loop"].map((part) => timings.get(part)?.rounds ?? []);
  timings.set(key, { median: 0, rounds: (parts[0] ?? []).map((_, i) => parts.reduce((sum, rounds) => sum + (rounds[i] ?? 0), 0)) });
  return key;
}

/** From a socket to the loop's body, beside every client that can be had. */
export const endToEnd: Section = {
  id: "end-to-end",
  title: "End to end",
  tasks: (pass) => {
    const { events: count, rounds } = plans[pass];
    events = count;
    return Array.from({ length: rounds + 1 }, (_, i) => ({
      title: i === 0 ? "warming up" : `round ${i} of ${rounds}`,
      run: () => round(count, i - 1),
    }));
  },
  findings: () => {
    const rows = [...Object.keys(ours), ...Object.keys(peers)].map((id) => ({
      id,
      against: ratio(timings, id, reference),
      own: id in ours ? ratio(timings, yardstick(id), id) : undefined,
    }));
    rows.sort((a, b) => b.against.median - a.against.median);
    return {
      text: `${events.toLocaleString("en")} events of 240 bytes, one HTTP chunk each, over loopback from a server in a process of its own; each client counts them in the way that its
documentation shows. "Of its parts" compares an adapter with three figures of the same round added up: its own client reading the body without a decoder,
the decoder alone, and a bare \`for await\` step an event. 1 would be an adapter that costs nothing beyond those.

${table(
  ["client", "milliseconds", `times as fast as ${reference}`, "of its parts: times as long"],
  rows.map(({ id, against, own }) => [
    id,
    digits(timings.get(id)?.median ?? Number.NaN),
    withSpread(against),
    own ? withSpread({ median: 1 / own.median, low: 1 / own.high, high: 1 / own.low }) : "–",
  ]),
)}`,
      charts: [
        barChart({
          name: "end-to-end",
          title: `End to end: every client against ${reference}`,
          description: `times as fast as ${reference}, ${events.toLocaleString("en")} events over loopback`,
          mark: { value: 1, label: `${reference} = 1` },
          bars: rows.map(({ id, against: { median: value, low, high } }) => ({
            label: id,
            parts: [{ value, tone: id.startsWith("@sse/") ? "ours" : "other" }],
            spread: { low, high },
            text: `${digits(value)}×`,
          })),
        }),
      ],
      data: Object.fromEntries(timings),
    };
  },
  close: () => server?.disconnect(),
};
