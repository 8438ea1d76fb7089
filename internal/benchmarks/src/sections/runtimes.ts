import { type DecodingResult, leastTimesAsFast, meanTimesAsFast, timesAsFast } from "../decoding.ts";
import { type DecodingEffort, decodingIn } from "../decoding-in.ts";
import { type Bar, barChart } from "../report/chart.ts";
import { digits, table } from "../report/table.ts";
import { candidates, find, installRuntimes } from "../runtimes.ts";
import type { Findings, Section } from "../section.ts";

const efforts: Record<"short" | "full", DecodingEffort> = {
  short: { rounds: 5, sample: 1, only: ["chat-event", "responses-segment", "mcp-event", "mercure-record"] },
  full: { rounds: 15, sample: 2 },
};

/** One runtime, with nothing measured where it was not to be had. */
export interface RuntimeResult {
  runtime: string;
  version?: string;
  results: DecodingResult[];
}

const measured: RuntimeResult[] = [];

/** The decoding benchmark wherever JavaScript runs. */
export const runtimes: Section = {
  id: "runtimes",
  title: "Decoding in other runtimes",
  tasks: (pass) => [
    ...(pass === "full" ? [{ title: "installing", run: installRuntimes }] : []),
    ...candidates().map((candidate) => ({
      title: candidate.name,
      run: async () => {
        const runtime = await find(candidate);
        const results = runtime ? await decodingIn(runtime, efforts[pass]) : [];
        measured.push({ runtime: candidate.name, ...(runtime && { version: runtime.version }), results });
      },
    })),
  ],
  findings: () => presentRuntimes(measured),
};

export function presentRuntimes(all: readonly RuntimeResult[]): Findings {
  const found = all.filter(({ results }) => results.length > 0);
  const missing = all.filter((one) => !found.includes(one)).map(({ runtime }) => runtime);
  const mean = ({ results }: RuntimeResult, kind: DecodingResult["kind"]): string => {
    const some = results.filter((result) => result.kind === kind);
    return some.length > 0 ? `**${meanTimesAsFast(some).toFixed(2)}**` : "–";
  };
  const rows = (found[0]?.results ?? []).map(({ workload, title }) => [
    title,
    ...found.map(({ results }) => {
      const result = results.find((one) => one.workload === workload);
      return result ? timesAsFast(result).median.toFixed(2) : "–";
    }),
  ]);
  const versions = found.map(({ runtime, version }) => `${runtime}: ${version}`).join(" · ");
  return {
    text: `The decoder as it is built for publishing, times as fast as eventsource-parser in the same process of each runtime. ${versions}.${missing.length > 0 ? ` Not at hand: ${missing.join(", ")}.` : ""}

${table(
  ["workload", ...found.map(({ runtime }) => runtime)],
  [
    ...rows,
    ["**geometric mean, public protocols**", ...found.map((one) => mean(one, "protocol"))],
    ["**geometric mean, stress tests**", ...found.map((one) => mean(one, "stress"))],
  ],
)}`,
    charts: [
      barChart({
        name: "runtimes",
        title: "Decoding in other runtimes: @sse/core against eventsource-parser",
        description: "times as fast as eventsource-parser, geometric mean of all workloads, and the worst of them",
        mark: { value: 1, label: "eventsource-parser = 1" },
        legend: [
          { label: "geometric mean", tone: "ours" },
          { label: "the worst workload", tone: "other" },
        ],
        bars: found.flatMap(({ runtime, results }): Bar[] => {
          const [mean, least] = [meanTimesAsFast(results), leastTimesAsFast(results)];
          return [
            { label: runtime, parts: [{ value: mean, tone: "ours" }], text: `${digits(mean)}×` },
            { label: "", parts: [{ value: least, tone: "other" }], text: `${digits(least)}×` },
          ];
        }),
      }),
    ],
    data: all,
  };
}
