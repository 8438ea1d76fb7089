import { event } from "../clients/event.ts";
import { ours } from "../clients/ours.ts";
import { peers } from "../clients/peers.ts";
import { stopAll, takeTurn } from "../clients/processes.ts";
import type { Kind } from "../clients/program.ts";
import { ratio } from "../measure.ts";
import { barChart } from "../report/chart.ts";
import { digits, inverse, table, withSpread } from "../report/table.ts";
import type { Findings, Section } from "../section.ts";
import { roundTasks, type Turn, Turns } from "../turns.ts";

const plans = { short: { events: 50_000, rounds: 5 }, full: { events: 200_000, rounds: 11 } };
const reference = "eventsource-client";
const batches = "@sse/undici, batches";
const sum = (id: string): string => `${id}: sum of its parts`;
const alone = (id: string): string => `${id}: its client alone`;
const decoding = (id: string): string => `${id}: its decoding alone`;
const loop = (id: string): string => `${id}: a bare loop`;

const turns = new Turns();
let events = 0;

async function round(index: number): Promise<void> {
  const turn = (id: string, client: string, kind: Kind): Turn => ({ id, run: () => takeTurn(client, kind, events) });
  const variants: Turn[] = [
    ...Object.keys(ours).flatMap((id) => [
      turn(id, id, "read"),
      turn(alone(id), id, "alone"),
      turn(decoding(id), id, "decode"),
      turn(loop(id), id, "loop"),
    ]),
    ...[batches, ...Object.keys(peers)].map((id) => turn(id, id, "read")),
  ];
  await turns.round(index, variants);
}

/** From a socket to the loop's body, beside every client that can be had. */
export const endToEnd: Section = {
  id: "end-to-end",
  title: "End to end",
  tasks: (pass) => {
    events = plans[pass].events;
    return roundTasks(plans[pass].rounds, round);
  },
  findings: () => presentEndToEnd(turns, events),
  close: stopAll,
};

export function presentEndToEnd(turns: Turns, events: number): Findings {
  const { timings, work } = turns;
  for (const id of Object.keys(ours)) turns.addSum(sum(id), [alone(id), decoding(id), loop(id)]);
  const rows = [...Object.keys(ours), batches, ...Object.keys(peers)].map((id) => ({
    id,
    against: ratio(timings, id, reference),
    working: ratio(work, id, reference),
  }));
  rows.sort((a, b) => b.against.median - a.against.median);
  const yardsticks = Object.keys(ours).map((id) => ({
    id,
    cost: inverse(ratio(timings, id, sum(id))),
    working: inverse(ratio(work, id, sum(id))),
  }));
  const size = `${events.toLocaleString("en")} events of ${event.length} bytes`;
  return {
    text: `${size}, one HTTP chunk each, over loopback from a server in a process of its own to clients in a process each, which take turns; a turn is the
best of three. Each is used as its documentation shows, and reads the data of every event. "Batches" is \`iterBatches()\`, an array a chunk. Processor time is that of all threads of the client's
process; other work on the machine moves it less than the clock.

${table(
  ["client", "milliseconds", `times as fast as ${reference}`, "by processor time"],
  rows.map(({ id, against, working }) => [id, digits(turns.median(id)), withSpread(against), withSpread(working)]),
)}
What an adapter costs beyond what it is made of: its time as a multiple of three figures of the same round, added up. These are its own HTTP client
reading the same body without a decoder, the decoder alone on the same chunks, and a bare \`for await\` step an event. It can be below 1: a client alone makes so few strings that V8 seldom
collects, and its chunks take fresh memory each time.

${table(
  ["adapter", "client alone, ms", "decoding, ms", "bare loop, ms", "adapter, ms", "times the sum", "by processor time"],
  yardsticks.map(({ id, cost, working }) => [
    id,
    ...[alone(id), decoding(id), loop(id), id].map((part) => digits(turns.median(part))),
    withSpread(cost),
    withSpread(working),
  ]),
)}`,
    charts: [
      barChart({
        name: "end-to-end",
        title: `End to end: every client against ${reference}`,
        description: `times as fast as ${reference}, ${size} over loopback`,
        mark: { value: 1, label: `${reference} = 1` },
        bars: rows.map(({ id, against: { median: value, low, high } }) => ({
          label: id,
          parts: [{ value, tone: id.startsWith("@sse/") ? "ours" : "other" }],
          spread: { low, high },
          text: `${digits(value)}×`,
        })),
      }),
      barChart({
        name: "end-to-end-parts",
        title: "End to end: each adapter against the sum of its parts",
        description: "time as a multiple of its client alone, the decoder alone and a bare loop together",
        mark: { value: 1, label: "the sum of its parts = 1" },
        bars: yardsticks.map(({ id, cost: { median: value, low, high } }) => ({
          label: id,
          parts: [{ value, tone: "ours" }],
          spread: { low, high },
          text: `${digits(value)}×`,
        })),
      }),
    ],
    data: { events, bytes: event.length, timings: Object.fromEntries(timings), work: Object.fromEntries(work) },
  };
}
