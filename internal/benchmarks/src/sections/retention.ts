import { isolated } from "../isolated.ts";
import { lineChart, type Tone } from "../report/chart.ts";
import { digits, table } from "../report/table.ts";
import type { Retained, retention as retentionOf, Share } from "../retention.ts";
import type { Findings, Section } from "../section.ts";

const sizes = [128, 1024, 4096, 16_384, 65_536];
const measured: Retained[] = [];
const measure = isolated<typeof retentionOf>("retention.ts", "retention");

/** What a program keeps alive that keeps something of an event. */
export const retention: Section = {
  id: "retention",
  title: "What a kept event keeps alive",
  tasks: () => sizes.map((size) => ({ title: `chunks of ${size} bytes`, run: async () => void measured.push(...(await measure(size))) })),
  findings: () => presentRetention(measured),
};

const drawn: { kind: string; share: Share; label: string; tone: Tone }[] = [
  { kind: "its data", share: "one", label: "data, one of each chunk", tone: "other" },
  { kind: "its data", share: "all", label: "data, every one", tone: "third" },
  { kind: "its data, copied", share: "one", label: "a copy", tone: "ours" },
];

export function presentRetention(all: readonly Retained[]): Findings {
  const chunkSizes = [...new Set(all.map(({ chunkSize }) => chunkSize))];
  const bytesOf = (kind: string, share: Share, size: number): number =>
    all.find((one) => one.kind === kind && one.share === share && one.chunkSize === size)?.bytes ?? Number.NaN;
  const tableOf = (share: Share): string =>
    table(
      ["kept", ...chunkSizes.map((size) => `${size.toLocaleString("en")} B chunks`)],
      [...new Set(all.map(({ kind }) => kind))].map((kind) => [
        kind,
        ...chunkSizes.map((size) => digits(Math.round(bytesOf(kind, share, size)))),
      ]),
    );
  const most = Math.max(...chunkSizes);
  return {
    text: `Bytes of heap that each kept thing keeps alive; data of 40 characters, in events of 110 bytes. In V8 a string that was cut out of another, from 13 characters on, is
a view of it, so that one kept \`data\` may keep its chunk's whole text: ${digits(bytesOf("its data", "one", most) / 1024)} KB out of chunks of ${digits(most / 1024)} KB. Its type and its ID
are such views, too; the decoder's \`lastEventId\` is a copy, made once a chunk, so that an idle stream keeps no chunk. \`structuredClone(event.data)\` copies data.

One event of each chunk, the others are let go. What grows with the chunk in the lower rows is the last few chunks themselves, shared by 1,000:

${tableOf("one")}
Every event:

${tableOf("all")}`,
    charts: [
      lineChart({
        name: "retention",
        title: "What one kept event keeps alive",
        description: "bytes of heap for each kept data of 40 characters, by the size of its chunk",
        x: "bytes in a chunk",
        y: "bytes",
        lines: drawn.map(({ kind, share, label, tone }) => ({
          label,
          tone,
          points: chunkSizes.map((size) => ({ x: size, y: bytesOf(kind, share, size) })),
        })),
      }),
    ],
    data: all,
  };
}
