import type { StreamMemory, streamMemory, User } from "../clients/burst.ts";
import { ours } from "../clients/ours.ts";
import { serverOrigin, stopAll } from "../clients/processes.ts";
import { isolated } from "../isolated.ts";
import { lineChart, type Tone } from "../report/chart.ts";
import { digits, table } from "../report/table.ts";
import type { Findings, Section } from "../section.ts";

const counts = { short: [1, 100, 1000], full: [1, 10, 100, 1000, 10_000] };
const users: User[] = ["client", "source"];
const measure = isolated<typeof streamMemory>("clients/burst.ts", "streamMemory");

/** One client, used in one way, with growing numbers of streams. */
export interface ClientMemory {
  client: string;
  user: User;
  points: StreamMemory[];
}

const measured: ClientMemory[] = Object.keys(ours).flatMap((client) => users.map((user) => ({ client, user, points: [] })));

/** Memory of one to ten thousand streams, before and after traffic. */
export const memory: Section = {
  id: "memory",
  title: "Memory of many streams",
  tasks: (pass) =>
    counts[pass].flatMap((streams) =>
      measured.map(({ client, user, points }) => ({
        title: `${streams} streams, ${client}${user === "client" ? " alone" : ""}`,
        run: async () => void points.push(await measure(await serverOrigin(), client, user, streams)),
      })),
    ),
  findings: () => presentMemory(measured),
  close: stopAll,
};

type Moment = "idle" | "afterBurst";
const kilobytes = (bytes: number): string => digits(Math.round(bytes / 102.4) / 10);

export function presentMemory(all: readonly ClientMemory[]): Findings {
  const clients = [...new Set(all.map(({ client }) => client))];
  const streams = all[0]?.points.map((point) => point.streams) ?? [];
  const pointOf = (client: string, user: User, count: number): StreamMemory | undefined =>
    all.find((one) => one.client === client && one.user === user)?.points.find((point) => point.streams === count);
  const heap = (client: string, user: User, count: number, moment: Moment): number =>
    pointOf(client, user, count)?.[moment].heap ?? Number.NaN;
  const tableOf = (moment: Moment): string =>
    table(
      ["adapter", ...streams.map((count) => `${count.toLocaleString("en")} stream${count === 1 ? "" : "s"}`)],
      clients.map((client) => [
        client,
        ...streams.map((count) => {
          const [alone, source] = [heap(client, "client", count, moment), heap(client, "source", count, moment)];
          const rss = pointOf(client, "source", count)?.[moment].rss ?? Number.NaN;
          return `${kilobytes(alone)} + ${kilobytes(source - alone)}; ${kilobytes(rss)}`;
        }),
      ]),
    );
  const tones: Tone[] = ["ours", "third", "other"];
  return {
    text: `KB a stream: heap and buffers of the HTTP client alone, + what our source adds; and RSS with our source, which counts whole pages and garbage. Figures of one stream
are what a process happens to do meanwhile, more than what the stream takes. Each count is measured in a process of its own.

Each stream has had one event and waits:

${tableOf("idle")}
Each stream has had a megabyte more, all of them at once, and waits again:

${tableOf("afterBurst")}`,
    charts: [
      lineChart({
        name: "memory",
        title: "Memory of a stream after its first megabyte",
        description: "KB of heap and buffers a stream with our source, by the number of open streams",
        x: "open streams",
        y: "KB a stream",
        lines: clients.slice(0, tones.length).map((client, index) => ({
          label: client,
          tone: tones[index] ?? "other",
          points: streams
            .filter((count) => count >= 100)
            .map((count) => ({ x: count, y: heap(client, "source", count, "afterBurst") / 1024 })),
        })),
      }),
    ],
    data: all,
  };
}
