import type { idleMemory, Use } from "../clients/idle.ts";
import type { Memory } from "../clients/memory.ts";
import { ours } from "../clients/ours.ts";
import { peers } from "../clients/peers.ts";
import { serverOrigin, stopAll } from "../clients/processes.ts";
import { isolated } from "../isolated.ts";
import { median } from "../measure.ts";
import { barChart } from "../report/chart.ts";
import { digits, table } from "../report/table.ts";
import type { Findings, Section } from "../section.ts";

const STREAMS = 1000;
const rounds = { short: 1, full: 3 };
const uses: Use[] = ["alone", "closable", "source"];
const measure = isolated<typeof idleMemory>("clients/idle.ts", "idleMemory");

/** One client, used in one way, in every round. */
export interface Idle {
  client: string;
  use: Use;
  rounds: Memory[];
}

const measured: Idle[] = [
  ...Object.keys(ours).flatMap((client) => uses.map((use) => ({ client, use, rounds: [] }))),
  ...Object.keys(peers).map((client) => ({ client, use: "source" as const, rounds: [] })),
];

/** Memory of streams on which nothing happens. */
export const idle: Section = {
  id: "idle",
  title: "Idle streams",
  tasks: (pass) =>
    Array.from({ length: rounds[pass] }, (_, round) =>
      measured.map(({ client, use, rounds: kept }) => ({
        title: `${client}${use === "source" ? "" : `, ${use}`}, round ${round + 1} of ${rounds[pass]}`,
        run: async () => {
          kept.push(await measure(await serverOrigin(), client, use, STREAMS));
        },
      })),
    ).flat(),
  findings: () => presentIdle(measured),
  close: stopAll,
};

const kilobytes = (bytes: number): string => digits(Math.round(bytes / 102.4) / 10);

export function presentIdle(all: readonly Idle[]): Findings {
  const roundsOf = (client: string, use: Use, of: keyof Memory): number[] =>
    all.find((one) => one.client === client && one.use === use)?.rounds.map((memory) => memory[of]) ?? [];
  const middle = (client: string, use: Use, of: keyof Memory): number => median(roundsOf(client, use, of));
  const added = (client: string): number => middle(client, "source", "heap") - middle(client, "closable", "heap");
  /** The middle of the rounds, and the least and the most. */
  const heap = (client: string, use: Use): string => {
    const values = roundsOf(client, use, "heap");
    const spread = values.length > 1 ? ` (${kilobytes(Math.min(...values))} to ${kilobytes(Math.max(...values))})` : "";
    return kilobytes(median(values)) + spread;
  };
  const own = all.filter(({ use }) => use === "closable").map(({ client }) => client);
  const others = all.map(({ client }) => client).filter((client) => !own.includes(client));
  return {
    text: `${STREAMS.toLocaleString("en")} open streams in one process, each of which has had one event and waits for the next: KB a stream, buffers outside V8's heap included.
"Alone" is the HTTP client by itself with a read pending; "closable" the same with the \`AbortController\` without which nobody could end it, and what our source adds is
counted from there. RSS is what the operating system gave, in whole pages and with all garbage: a rough figure. In brackets are the least and the most of all rounds.

${table(
  ["adapter", "client alone", "closable", "with our source", "which adds", "RSS, closable", "RSS, with our source"],
  own.map((client) => [
    client,
    ...uses.map((use) => heap(client, use)),
    kilobytes(added(client)),
    kilobytes(middle(client, "closable", "rss")),
    kilobytes(middle(client, "source", "rss")),
  ]),
)}
${table(
  ["peer", "with its client", "RSS"],
  others.map((client) => [client, heap(client, "source"), kilobytes(middle(client, "source", "rss"))]),
)}`,
    charts: [
      barChart({
        name: "idle",
        title: "Memory of one idle stream",
        description: `KB of heap and buffers a stream, ${STREAMS} of them open; shorter bars are better`,
        legend: [
          { label: "the HTTP client, closable", tone: "other" },
          { label: "our source", tone: "ours" },
          { label: "a peer with its client", tone: "third" },
        ],
        bars: [
          ...own.map((client) => ({
            label: client,
            parts: [
              { value: middle(client, "closable", "heap") / 1024, tone: "other" as const },
              { value: Math.max(0, added(client) / 1024), tone: "ours" as const },
            ],
            text: `${kilobytes(middle(client, "source", "heap"))} KB, ours ${kilobytes(added(client))}`,
          })),
          ...others.map((client) => ({
            label: client,
            parts: [{ value: middle(client, "source", "heap") / 1024, tone: "third" as const }],
            text: `${kilobytes(middle(client, "source", "heap"))} KB`,
          })),
        ],
      }),
    ],
    data: { streams: STREAMS, measured: all },
  };
}
