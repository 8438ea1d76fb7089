/**
 * The READMEs' figures, from results.json, between their `benchmarks` comments: `node --conditions=@sse/source src/report/readme.ts` writes
 * them, as every run of the benchmarks does.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Marked, marked } from "../../../../scripts/marked.ts";
import { leastTimesAsFast, meanTimesAsFast } from "../decoding.ts";
import { ratio, type Timing } from "../measure.ts";
import type { DecodingResults } from "../sections/decoding.ts";
import { table } from "./table.ts";

const here = join(import.meta.dirname, "../..");

/** What of results.json the READMEs show. */
export interface Results {
  run: { versions: Record<string, string> };
  decoding: DecodingResults;
  "end-to-end": { timings: Record<string, Timing> };
}

export const committed = (): Results => JSON.parse(readFileSync(join(here, "results.json"), "utf8"));

const iterated = "eventsource-client, iterated";

const rowsOf = (results: Results, all: boolean): [string, number][] => {
  const { together, apart } = results.decoding;
  const real = together.filter(({ kind }) => kind === "protocol");
  const timings = new Map(Object.entries(results["end-to-end"].timings));
  // Like with like: batches beside callbacks, and one event at a time beside the same.
  const clients = { "@sse/undici, batches": "eventsource-client", "@sse/undici": iterated, "@sse/fetch": iterated };
  const decoding: [string, number][] = [
    [`decoding, ${real.length} streams of public protocols`, meanTimesAsFast(real)],
    ["the slowest of these", leastTimesAsFast(real)],
    [`decoding, ${apart.length} streams in a process each`, meanTimesAsFast(apart)],
  ];
  const endToEnd = Object.entries(clients).map(([id, peer]): [string, number] => [
    `events over loopback, ${id}`,
    ratio(timings, id, peer).median,
  ]);
  return all ? [...decoding, ...endToEnd] : decoding;
};

/** What each README should show: the root's all of it, core's what concerns decoding. */
export const readmes = (results: Results): Marked[] =>
  marked("benchmarks", (file) => {
    const { node, "eventsource-parser": parser, "eventsource-client": client } = results.run.versions;
    const all = file === "README.md";
    const than = `eventsource-parser ${parser}${all ? ` and, over loopback, eventsource-client ${client}` : ""}`;
    const link = `[measured](${all ? "" : "../../"}internal/benchmarks/RESULTS.md)`;
    const rows = rowsOf(results, all);
    const title = `times as fast, ${link} on Node ${node} beside ${than}`;
    return table([title, ...rows.map(([what]) => what)], [["this library", ...rows.map(([, times]) => times.toFixed(2))]]);
  });

export function writeReadmes(results: Results): void {
  for (const { file, text } of readmes(results)) writeFileSync(join(here, "../..", file), text);
}

if (import.meta.main) writeReadmes(committed());
