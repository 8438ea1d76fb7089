import { type DecodingResult, meanTimesAsFast, measureDecoding, timesAsFast } from "../decoding.ts";
import type { Effort } from "../measure.ts";
import { barChart, type Chart, spreadBar } from "../report/chart.ts";
import { digits, table, withSpread } from "../report/table.ts";
import type { Findings, Section } from "../section.ts";
import { holdout } from "../workloads/holdout.ts";
import { tuned } from "../workloads/tuned.ts";

const efforts: Record<"short" | "full", Effort> = { short: { rounds: 7, sample: 3 }, full: { rounds: 21, sample: 8 } };
const measured: DecodingResult[] = [];

/** Bytes to events, beside the fastest other decoder. */
export const decoding: Section = {
  id: "decoding",
  title: "Decoding",
  tasks: (pass) =>
    [...tuned, ...holdout].map(({ id, title }) => ({
      title,
      run: () =>
        measureDecoding(
          efforts[pass],
          (workload) => workload === id,
          (result) => measured.push(result),
        ),
    })),
  findings: () => presentDecoding(measured),
};

const megabytes = ({ bytes, timings }: DecodingResult, id: string): string => digits(bytes / (timings[id]?.median ?? Number.NaN) / 1000);

const tableOf = (results: readonly DecodingResult[]): string =>
  table(
    ["workload", "@sse/core, MB/s", "eventsource-parser, MB/s", "times as fast", "of the reference line"],
    results.map((result) => [
      result.title,
      megabytes(result, "sse"),
      megabytes(result, "eventsource-parser"),
      withSpread(timesAsFast(result)),
      withSpread(timesAsFast(result, "limit")),
    ]),
  );

const chartOf = (name: string, what: string, results: readonly DecodingResult[]): Chart =>
  barChart({
    name,
    title: `${what}: @sse/core against eventsource-parser`,
    description: `times as fast as eventsource-parser; geometric mean ${digits(meanTimesAsFast(results))}`,
    mark: { value: 1, label: "eventsource-parser = 1" },
    bars: results.map((result) => spreadBar(result.title.replaceAll("`", ""), timesAsFast(result), "ours", "×")),
  });

export function presentDecoding(all: readonly DecodingResult[]): Findings {
  const tunedOn = all.filter((result) => !result.heldOut);
  const heldOut = all.filter((result) => result.heldOut);
  return {
    text: `Bytes to events, without a network. The other decoder is eventsource-parser behind a streaming \`TextDecoder\`, the fastest that we know. The reference
line is no decoder: it makes a string of each chunk, finds line ends with \`indexOf\` and cuts, without looking at field names, carriage returns, cut
characters or limits, so that a correct decoder may be slower, and one with a better idea faster.

Tuned on these; geometric mean ${digits(meanTimesAsFast(tunedOn))} times as fast:

${tableOf(tunedOn)}
Never tuned on; geometric mean ${digits(meanTimesAsFast(heldOut))} times as fast:

${tableOf(heldOut)}`,
    charts: [chartOf("decoding", "Decoding", tunedOn), chartOf("decoding-held-out", "Decoding, workloads never tuned on", heldOut)],
    data: all,
  };
}
