import { type DecodingResult, measureDecoding } from "../decoding.ts";
import { type Effort, geometricMean, ratio } from "../measure.ts";
import { barChart } from "../report/chart.ts";
import { digits, table, withSpread } from "../report/table.ts";
import type { Section } from "../section.ts";
import { holdout } from "../workloads/holdout.ts";
import { tuned } from "../workloads/tuned.ts";

const efforts: Record<"short" | "full", Effort> = { short: { rounds: 7, sample: 3 }, full: { rounds: 21, sample: 8 } };
const results: DecodingResult[] = [];

const against = ({ timings }: DecodingResult, than: string) => ratio(new Map(Object.entries(timings)), "sse", than);
const megabytes = ({ bytes, timings }: DecodingResult, id: string): string => digits(bytes / (timings[id]?.median ?? Number.NaN) / 1000);

const rowsOf = (heldOut: boolean): string[][] =>
  results
    .filter((result) => result.heldOut === heldOut)
    .map((result) => [
      result.title,
      megabytes(result, "sse"),
      megabytes(result, "eventsource-parser"),
      withSpread(against(result, "eventsource-parser")),
      withSpread(against(result, "limit")),
    ]);

const head = ["workload", "@sse/core, MB/s", "eventsource-parser, MB/s", "times as fast", "of the reference line"];

const mean = (heldOut: boolean): number =>
  geometricMean(results.filter((result) => result.heldOut === heldOut).map((result) => against(result, "eventsource-parser").median));

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
          (result) => results.push(result),
        ),
    })),
  findings: () => ({
    text: `Bytes to events, without a network. The other decoder is eventsource-parser behind a streaming \`TextDecoder\`, the fastest that we know. The reference
line is no decoder: it makes a string of each chunk, finds line ends with \`indexOf\` and cuts, without looking at field names, carriage returns, cut
characters or limits, so that a correct decoder may be slower, and one with a better idea faster.

Tuned on these; geometric mean ${digits(mean(false))} times as fast:

${table(head, rowsOf(false))}
Never tuned on; geometric mean ${digits(mean(true))} times as fast:

${table(head, rowsOf(true))}`,
    charts: [false, true].map((heldOut) =>
      barChart({
        name: heldOut ? "decoding-held-out" : "decoding",
        title: `Decoding${heldOut ? ", workloads never tuned on" : ""}: @sse/core against eventsource-parser`,
        description: `times as fast as eventsource-parser; geometric mean ${digits(mean(heldOut))}`,
        mark: { value: 1, label: "eventsource-parser = 1" },
        bars: results
          .filter((result) => result.heldOut === heldOut)
          .map((result) => {
            const { median, low, high } = against(result, "eventsource-parser");
            return {
              label: result.title.replaceAll("`", ""),
              parts: [{ value: median, tone: "ours" }],
              spread: { low, high },
              text: `${digits(median)}×`,
            };
          }),
      }),
    ),
    data: results,
  }),
};
