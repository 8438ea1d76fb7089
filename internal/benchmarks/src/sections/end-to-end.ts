import { event, type Shape } from "../clients/event.ts";
import { ours } from "../clients/ours.ts";
import { callBack, peers, secondWays } from "../clients/peers.ts";
import { stopAll, takeTurn } from "../clients/processes.ts";
import type { Kind } from "../clients/program.ts";
import { ratio } from "../measure.ts";
import { barChart, type Chart, spreadBar, toneOf } from "../report/chart.ts";
import { digits, inverse, table, withSpread } from "../report/table.ts";
import type { Findings, Section } from "../section.ts";
import { roundTasks, type Turn, Turns } from "../turns.ts";

/** `time` is what a turn takes at least, in milliseconds. */
const plans = {
  short: { events: 20_000, time: 30, generations: 1, rounds: 3 },
  full: { events: 200_000, time: 250, generations: 3, rounds: 4 },
};
/** So many times as long is the turn that warms up: a client alone allocates little, and settles only after some twenty streams. */
const WARM_UP = 3;
const batches = (id: string): string => `${id}, batches`;
const named = (id: string): string => `${id}, named`;

/** Clients that are used in the same way, and the one that they are compared with. */
interface Way {
  clients: readonly string[];
  reference: string;
}
const own = Object.keys(ours);
const iterated: Way = {
  clients: [...own, ...Object.keys(peers).filter((id) => !callBack.has(id)), ...Object.keys(secondWays)],
  reference: "eventsource-client, iterated",
};
const fastest: Way = { clients: [...own.map(batches), ...callBack], reference: "eventsource-client" };
const sum = (id: string): string => `${id}: sum of its parts`;
const alone = (id: string): string => `${id}: its client alone`;
const decoding = (id: string): string => `${id}: its decoding alone`;
const loop = (id: string): string => `${id}: a bare loop`;

const turns = new Turns();
let plan = plans.short;

async function round(kept: boolean): Promise<void> {
  const time = kept ? plan.time : plan.time * WARM_UP;
  const turn = (id: string, client: string, kind: Kind, shape: Shape = "plain"): Turn => ({
    id,
    run: () => takeTurn(client, kind, plan.events, time, shape),
  });
  const variants: Turn[] = [
    ...own.flatMap((id) => [turn(alone(id), id, "alone"), turn(decoding(id), id, "decode"), turn(loop(id), id, "loop")]),
    ...[...iterated.clients, ...fastest.clients].flatMap((id) => [turn(id, id, "read"), turn(named(id), id, "read", "named")]),
  ];
  await turns.round(variants, kept);
}

/** From a socket to the loop's body, beside every client that can be had. */
export const endToEnd: Section = {
  id: "end-to-end",
  title: "End to end",
  tasks: (pass) => {
    plan = plans[pass];
    return roundTasks(plan, stopAll, round);
  },
  findings: () => presentEndToEnd(turns, plan.events),
  close: stopAll,
};

export function presentEndToEnd(turns: Turns, events: number): Findings {
  const { timings, work } = turns;
  for (const id of own) turns.addSum(sum(id), [alone(id), decoding(id), loop(id)]);
  const size = `${events.toLocaleString("en")} events of ${event.length} bytes`;
  const rowsOf = ({ clients, reference }: Way) =>
    clients
      .map((id) => ({
        id,
        against: ratio(timings, id, reference),
        againstNamed: ratio(timings, named(id), named(reference)),
        working: ratio(work, id, reference),
      }))
      .sort((a, b) => b.against.median - a.against.median);
  const tableOf = (way: Way): string =>
    table(
      ["client", "milliseconds", `times as fast as ${way.reference}`, "by processor time", "with types and IDs, ms", "times as fast"],
      rowsOf(way).map(({ id, against, againstNamed, working }) => [
        id,
        digits(turns.median(id)),
        withSpread(against),
        withSpread(working),
        digits(turns.median(named(id))),
        withSpread(againstNamed),
      ]),
    );
  const chartOf = (name: string, title: string, way: Way): Chart =>
    barChart({
      name,
      title: `End to end, ${title}`,
      description: `times as fast as ${way.reference}, ${size} over loopback`,
      mark: { value: 1, label: `${way.reference} = 1` },
      bars: rowsOf(way).map(({ id, against }) => spreadBar(id, against, toneOf(id), "×")),
    });
  const yardsticks = own.map((id) => {
    const parts = [alone(id), decoding(id), loop(id)].map((part) => turns.best(part));
    const best = turns.best(id) / parts.reduce((total, part) => total + part, 0);
    return { id, parts, best, cost: inverse(ratio(timings, id, sum(id))), working: inverse(ratio(work, id, sum(id))) };
  });
  return {
    text: `${size}, one HTTP chunk each, over loopback from a server in a process of its own to clients in a process each, which take turns and
are restarted from time to time; a turn is the best of what fits into half a second. Each is used as its documentation shows, and reads the data of every
event. Processor time is that of all threads of the client's process; other work on the machine moves it less than the clock. The last two columns
are of events that carry an \`event\` and an \`id\` line as well.

### Iterated

One event at a time, in \`for await\`.

${tableOf(iterated)}
### As fast as it goes

Each client's fastest documented way: \`iterBatches()\` of ours, an array a chunk, and the callbacks of the others. Those that can only be iterated are above.

${tableOf(fastest)}
### What an adapter adds

What an adapter costs beyond what it is made of: its time as a multiple of three figures, added up. These are its own HTTP client reading the same body
without a decoder, the decoder alone on the same chunks, and a bare \`for await\` step an event, each in a process of its own. Milliseconds are those of the
best round: a client alone makes so few strings that V8 seldom collects, its chunks then take fresh memory, and now and then it takes twice as long
as with us. Round by round such moments count, in its favour or ours.

${table(
  ["adapter", "client alone, ms", "decoding, ms", "bare loop, ms", "adapter, ms", "times the sum", "round by round", "by processor time"],
  yardsticks.map(({ id, parts, best, cost, working }) => [
    id,
    ...[...parts, turns.best(id), best].map(digits),
    withSpread(cost),
    withSpread(working),
  ]),
)}`,
    charts: [
      chartOf("end-to-end-iterated", "iterated", iterated),
      chartOf("end-to-end-fastest", "as fast as it goes", fastest),
      barChart({
        name: "end-to-end-parts",
        title: "End to end: each adapter against the sum of its parts",
        description: "time at its best, as a multiple of its client alone, the decoder alone and a bare loop at theirs",
        mark: { value: 1, label: "the sum of its parts = 1" },
        bars: yardsticks.map(({ id, best }) => ({ label: id, parts: [{ value: best, tone: "ours" }], text: `${digits(best)}×` })),
      }),
    ],
    data: { events, bytes: event.length, timings: Object.fromEntries(timings), work: Object.fromEntries(work) },
  };
}
