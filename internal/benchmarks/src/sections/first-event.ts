import { ours } from "../clients/ours.ts";
import { peers } from "../clients/peers.ts";
import { stopAll, takeTurn } from "../clients/processes.ts";
import { ratio } from "../measure.ts";
import { barChart, spreadBar, toneOf } from "../report/chart.ts";
import { digits, inverse, table, withSpread } from "../report/table.ts";
import type { Findings, Section } from "../section.ts";
import { roundTasks, Turns } from "../turns.ts";

const plans = { short: { requests: 100, generations: 1, rounds: 4 }, full: { requests: 200, generations: 4, rounds: 5 } };
const alone = (id: string): string => `${id.replace("@sse/", "")} alone`;
const reference = alone("@sse/fetch");
const turns = new Turns();
let requests = 0;

/** From the call to the first event in the loop's body. */
export const firstEvent: Section = {
  id: "first-event",
  title: "Time to the first event",
  tasks: (pass) => {
    requests = plans[pass].requests;
    return roundTasks(plans[pass], stopAll, (kept) =>
      turns.round(
        [
          ...Object.keys(ours).map((id) => ({ id: alone(id), run: () => takeTurn(id, "first alone", requests) })),
          ...[...Object.keys(ours), ...Object.keys(peers)].map((id) => ({ id, run: () => takeTurn(id, "first", requests) })),
        ],
        kept,
      ),
    );
  },
  findings: () => presentFirstEvent(turns, requests),
  close: stopAll,
};

export function presentFirstEvent(turns: Turns, requests: number): Findings {
  const rows = [...turns.timings.keys()]
    .map((id) => ({ id, cost: inverse(ratio(turns.timings, id, reference)) }))
    .sort((a, b) => a.cost.median - b.cost.median);
  const own = Object.keys(ours).map((id) => ({ id, cost: inverse(ratio(turns.timings, id, alone(id))) }));
  return {
    text: `From the call to the first event, on a connection that is kept alive where the client keeps any; the middle of ${requests} requests, one after the other.
"Alone" is an HTTP client without us, to its first chunk.

${table(
  ["client", "milliseconds", `times as long as ${reference}`],
  rows.map(({ id, cost }) => [id, digits(turns.median(id)), withSpread(cost)]),
)}
${table(
  ["adapter", "times as long as its client alone"],
  own.map(({ id, cost }) => [id, withSpread(cost)]),
)}`,
    charts: [
      barChart({
        name: "first-event",
        title: "Time to the first event",
        description: `times as long as ${reference}; shorter bars are better`,
        mark: { value: 1, label: `${reference} = 1` },
        bars: rows.map(({ id, cost }) => spreadBar(id, cost, toneOf(id), "×")),
      }),
    ],
    data: { requests, timings: Object.fromEntries(turns.timings) },
  };
}
