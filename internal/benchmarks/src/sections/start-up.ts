import { spread } from "../measure.ts";
import { type Bar, barChart, spreadBar, type Tone } from "../report/chart.ts";
import { table, withSpread } from "../report/table.ts";
import type { Findings, Section } from "../section.ts";
import { build, bundleSize, EMPTY, type Import, imports, importTime } from "../start-up.ts";
import { random } from "../workloads/random.ts";

const rounds = { short: 5, full: 41 };

/** What was measured of one import. */
export interface StartUp {
  import: Import;
  /** Milliseconds, round by round, less what an empty module took in the same round. */
  times: number[];
  size: number | undefined;
}

const measured: StartUp[] = imports.map((one) => ({ import: one, times: [], size: undefined }));
const next = random(1);

async function round(): Promise<void> {
  const empty = await importTime(EMPTY);
  const left = [...measured];
  while (left.length > 0) {
    const [one] = left.splice(next(left.length), 1);
    one?.times.push((await importTime(one.import.specifier)) - empty);
  }
}

/** What an import costs before the first line of the program, and in a bundle. */
export const startUp: Section = {
  id: "start-up",
  title: "Start-up and size",
  tasks: (pass) => [
    { title: "building", run: build },
    {
      title: "sizes",
      run: async () => {
        for (const one of measured) one.size = await bundleSize(one.import);
      },
    },
    ...Array.from({ length: rounds[pass] }, (_, index) => ({ title: `imports, round ${index + 1} of ${rounds[pass]}`, run: round })),
  ],
  findings: () => presentStartUp(measured),
};

const kilobytes = (bytes: number): string => (bytes / 1024).toFixed(2);
const tones: Record<Import["kind"], Tone> = { ours: "ours", client: "third", peer: "other" };

export function presentStartUp(all: readonly StartUp[]): Findings {
  const rows = all.map((one) => ({ ...one.import, size: one.size, time: spread(one.times) })).sort((a, b) => a.time.median - b.time.median);
  const sized = rows.flatMap(({ id, kind, size }) => (size === undefined ? [] : [{ id, kind, size }])).sort((a, b) => a.size - b.size);
  return {
    text: `Milliseconds from \`import()\` to the module in a process that has imported nothing yet, less those of an empty module; the packages of this repository as they are
published. An adapter takes the HTTP client that the program has already: those by themselves are listed for comparison. Size is what the import adds to a
bundle, minified and gzipped, without HTTP clients and Node's own modules.

${table(
  ["import", "milliseconds", "KB"],
  rows.map(({ id, time, size }) => [id, withSpread(time), size === undefined ? "–" : kilobytes(size)]),
)}`,
    charts: [
      barChart({
        name: "start-up",
        title: "Start-up: milliseconds to import",
        description: "milliseconds to the module in a fresh process; shorter bars are better",
        legend: [
          { label: "ours", tone: "ours" },
          { label: "an HTTP client", tone: "third" },
          { label: "a peer", tone: "other" },
        ],
        bars: rows.map(({ id, kind, time }) => spreadBar(id, time, tones[kind], " ms")),
      }),
      barChart({
        name: "size",
        title: "Size: KB of a bundle",
        description: "minified and gzipped, without HTTP clients; shorter bars are better",
        bars: sized.map(({ id, kind, size }): Bar => {
          return { label: id, parts: [{ value: size / 1024, tone: tones[kind] }], text: `${kilobytes(size)} KB` };
        }),
      }),
    ],
    data: all,
  };
}
