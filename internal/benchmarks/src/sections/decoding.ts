import { type DecodingResult, type decodeOne, leastTimesAsFast, meanTimesAsFast, measureDecoding, timesAsFast } from "../decoding.ts";
import { isolated } from "../isolated.ts";
import type { Effort } from "../measure.ts";
import { addNative, buildNative, NATIVE, type Native } from "../native.ts";
import { barChart, type Chart, spreadBar } from "../report/chart.ts";
import { digits, table, withSpread } from "../report/table.ts";
import type { Findings, Section, Task } from "../section.ts";
import { workloads } from "../workloads/all.ts";
import { protocols } from "../workloads/protocols.ts";

const efforts: Record<"short" | "full", Effort> = { short: { rounds: 5, sample: 2 }, full: { rounds: 21, sample: 6 } };

/** The same workloads, in two ways. */
export interface DecodingResults {
  /** All in one process, one after another, as a server decodes them. V8 has compiled the decoders for all of them. */
  together: DecodingResult[];
  /** Each in a process of its own, as a program decodes them that talks to one server. */
  apart: DecodingResult[];
  /** Why Rust's decoder isn't among them, if it isn't. */
  withoutNative: string | undefined;
}

const measured: DecodingResults = { together: [], apart: [], withoutNative: undefined };
let native: Native = { missing: "it wasn't built" };
const measureApart = isolated<typeof decodeOne>("decoding.ts", "decodeOne");

/** Bytes to events, beside the fastest other decoder. */
export const decoding: Section = {
  id: "decoding",
  title: "Decoding",
  tasks: (pass) => {
    const effort = efforts[pass];
    // The short pass has no time for a process for each cut of each protocol.
    const apart = pass === "full" ? protocols : protocols.filter(({ id }) => id.endsWith("-event"));
    const build = async () => {
      native = await buildNative();
      if ("missing" in native) measured.withoutNative = native.missing;
    };
    return [
      { title: `building ${NATIVE}`, run: build },
      ...workloads.map(({ id, title }): Task => {
        const run = async () => {
          measureDecoding(
            effort,
            (workload) => workload === id,
            (result) => measured.together.push(result),
          );
          const result = measured.together.at(-1);
          if (result && "program" in native) await addNative(native, result, effort);
        };
        return { title, run };
      }),
      ...apart.map(({ id, title }): Task => {
        const run = async () => void measured.apart.push(await measureApart(effort, id));
        return { title: `${title}, in a process of its own`, run };
      }),
    ];
  },
  findings: () => presentDecoding(measured),
};

const megabytes = ({ bytes, timings }: DecodingResult, id: string): string => digits(bytes / (timings[id]?.median ?? Number.NaN) / 1000);
const titleOf = ({ title, heldOut }: DecodingResult): string => (heldOut ? `${title} *` : title);

/** @param apart - the same workloads in a process each, for a column of their own */
function tableOf(results: readonly DecodingResult[], apart: readonly DecodingResult[] = []): string {
  const ownProcess = (id: string): string => {
    const result = apart.find(({ workload }) => workload === id);
    return result ? withSpread(timesAsFast(result)) : "–";
  };
  const hasNative = results.every(({ timings }) => NATIVE in timings);
  return table(
    [
      "workload",
      "@sse/core, MB/s",
      "eventsource-parser, MB/s",
      "times as fast",
      ...(apart.length > 0 ? ["in a process of its own"] : []),
      "of the reference line",
      ...(hasNative ? [`of ${NATIVE}`] : []),
    ],
    results.map((result) => [
      titleOf(result),
      megabytes(result, "sse"),
      megabytes(result, "eventsource-parser"),
      withSpread(timesAsFast(result)),
      ...(apart.length > 0 ? [ownProcess(result.workload)] : []),
      withSpread(timesAsFast(result, "limit")),
      ...(hasNative ? [digits(timesAsFast(result, NATIVE).median)] : []),
    ]),
  );
}

const chartOf = (name: string, what: string, results: readonly DecodingResult[]): Chart =>
  barChart({
    name,
    title: `${what}: @sse/core against eventsource-parser`,
    description: `times as fast as eventsource-parser; geometric mean ${digits(meanTimesAsFast(results))}`,
    mark: { value: 1, label: "eventsource-parser = 1" },
    bars: results.map((result) => spreadBar(result.title.replaceAll("`", ""), timesAsFast(result), "ours", "×")),
  });

const summaryOf = (results: readonly DecodingResult[]): string =>
  `${digits(meanTimesAsFast(results))} times as fast on average, ${digits(leastTimesAsFast(results))} at least, and ${digits(meanTimesAsFast(results, "limit"))} times as fast as the reference line`;

export function presentDecoding({ together, apart, withoutNative }: DecodingResults): Findings {
  const real = together.filter(({ kind }) => kind === "protocol");
  const stress = together.filter(({ kind }) => kind === "stress");
  return {
    text: `Bytes to events, without a network. The other decoder is eventsource-parser behind a streaming \`TextDecoder\`, the fastest that we know. The reference
line isn't a decoder: it makes a string of each chunk, finds line ends with \`indexOf\` and cuts. It doesn't look at field names, carriage returns, cut
characters or limits. So a correct decoder may be slower, and one with a better idea may be faster. ${nativeText(withoutNative)} Averages are geometric means.

### Public protocols

What servers send, in the cuts in which the network delivers it. The generators are in [src/workloads/protocols](./src/workloads/protocols). All in one process, one after another:
${summaryOf(real)}.${apart.length > 0 ? ` Each in a process of its own: ${summaryOf(apart)}.` : ""} The decoder was tuned without those marked with a star: there it is
${digits(meanTimesAsFast(real.filter(({ heldOut }) => heldOut)))} times as fast.

${tableOf(real, apart)}
### Stress tests

Streams that no server sends: ${summaryOf(stress)}.

${tableOf(stress)}`,
    charts: [chartOf("decoding-protocols", "Decoding public protocols", real), chartOf("decoding-stress", "Decoding stress tests", stress)],
    data: { together, apart, ...(withoutNative && { withoutNative }) },
  };
}

const nativeText = (without: string | undefined): string =>
  without
    ? `Rust's \`${NATIVE}\` isn't in the tables: ${without}.`
    : `\`${NATIVE}\` is the fastest decoder of Rust, whose strings are UTF-8; a program of its own decodes the same chunks right after the others.`;
