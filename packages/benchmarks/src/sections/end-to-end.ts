import { data, event } from "../clients/event.ts";
import { ours, readBatches, readEach } from "../clients/ours.ts";
import { bareLoop, decodeAlone, sameChunks } from "../clients/parts.ts";
import { peers } from "../clients/peers.ts";
import { serverOrigin, stopServer } from "../clients/start-server.ts";
import { ratio } from "../measure.ts";
import { barChart } from "../report/chart.ts";
import { digits, inverse, table, withSpread } from "../report/table.ts";
import type { Section } from "../section.ts";
import { roundTasks, type Turn, Turns } from "../turns.ts";

const plans = { short: { events: 20_000, rounds: 5 }, full: { events: 200_000, rounds: 15 } };
const reference = "eventsource-client";
const batches = "@sse/undici, batches";
const sum = (id: string): string => `${id}: sum of its parts`;
const alone = (id: string): string => `${id}: its client alone`;
const decoding = (id: string): string => `${id}: its decoding alone`;

const turns = new Turns();
const chunks = new Map<string, Uint8Array[]>();
let events = 0;

/** Lets a client read, and looks at what it saw: every event, all of its data. */
async function counted(id: string, read: (onEvent: (data: string) => void) => Promise<void> | void): Promise<void> {
  let seen = 0;
  let characters = 0;
  await read((text) => {
    seen++;
    characters += text.length;
  });
  if (seen !== events || characters !== events * data.length) {
    throw new Error(`${id}: expected ${events} events of ${data.length} characters, got ${seen} and ${characters} in all`);
  }
}

/** Its HTTP client alone, and the decoder alone on what that gave it. */
async function parts(id: string, url: string): Promise<Turn[]> {
  const own = ours[id];
  if (!own) return [];
  if (!chunks.has(id)) {
    const lengths: number[] = [];
    await own.alone(url, (chunk) => lengths.push(chunk.length));
    chunks.set(id, sameChunks(lengths));
  }
  const readAlone = async (): Promise<void> => {
    let bytes = 0;
    await own.alone(url, (chunk) => {
      bytes += chunk.length;
    });
    if (bytes !== events * event.length) throw new Error(`${id}: expected ${events * event.length} bytes, got ${bytes}`);
  };
  return [
    { id: alone(id), run: readAlone },
    { id: decoding(id), run: () => counted(decoding(id), (onEvent) => decodeAlone(chunks.get(id) ?? [], onEvent)) },
  ];
}

async function round(index: number): Promise<void> {
  const url = `${await serverOrigin()}/${events}`;
  const ownParts = await Promise.all(Object.keys(ours).map((id) => parts(id, url)));
  const variants: Turn[] = [
    ...Object.entries(ours).flatMap(([id, { open }], at) => [
      { id, run: () => counted(id, (onEvent) => readEach(open(url), onEvent)) },
      ...(ownParts[at] ?? []),
    ]),
    {
      id: batches,
      run: () => counted(batches, async (onEvent) => ours["@sse/undici"] && readBatches(ours["@sse/undici"].open(url), onEvent)),
    },
    { id: "bare loop", run: () => bareLoop(events) },
    ...Object.entries(peers).map(([id, read]) => ({ id, run: () => counted(id, (onEvent) => read(url, onEvent)) })),
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
  findings: () => {
    const { timings, work } = turns;
    for (const id of Object.keys(ours)) turns.addSum(sum(id), [alone(id), decoding(id), "bare loop"]);
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
      text: `${size}, one HTTP chunk each, over loopback from a server in a process of its own; each client is used as its documentation
shows, and reads the data of every event. "Batches" is \`iterBatches()\`, an array a chunk. Processor time is that of all threads of the client's
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
    ...[alone(id), decoding(id), "bare loop", id].map((part) => digits(turns.median(part))),
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
  },
  close: stopServer,
};
