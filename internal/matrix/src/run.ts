/**
 * Runs the matrix: `pnpm matrix [PATTERN] [--require all] [--sample] [--case ID]… [--write]`.
 *
 *     PATTERN         only cells whose "runtime / client" matches this regular expression
 *     --require all   a runtime that this machine lacks is a failure
 *     --sample        each runtime and client once, with a part of the cases
 *     --case ID       only this case
 *     --write         keeps the results, and writes the tables of MATRIX.md, the READMEs and docs/
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { cellsOf } from "./cells.ts";
import { staleDocuments } from "./documents.ts";
import type { Judgement } from "./judge.ts";
import { keepResults, nameOf } from "./results.ts";
import { runCells } from "./run-cells.ts";
import { runtimes } from "./runtimes.ts";
import { sampledCases, sampleOf } from "./sample.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    require: { type: "string" },
    sample: { type: "boolean", default: false },
    case: { type: "string", multiple: true },
    write: { type: "boolean", default: false },
  },
});
if (values.require !== undefined && values.require !== "all")
  throw new TypeError(`Expected --require all, got --require ${values.require}`);

if (values.write && (values.sample || values.case)) throw new TypeError("Expected --write with whole cells, got --sample or --case");

const known = runtimes();
const missing = known.filter(({ path }) => !path);
for (const { title, hint } of missing) console.log(`  ${title} isn't on this machine: ${hint}`);

const pattern = new RegExp(positionals[0] ?? "");
const all = cellsOf(known.filter(({ path }) => path));
const cells = (values.sample ? sampleOf(all) : all).filter((cell) => pattern.test(nameOf(cell)));
if (cells.length === 0) throw new TypeError(`Expected a pattern that matches a cell, got ${pattern}`);

const sampled = values.sample ? sampledCases(cells) : undefined;
const judgements = await runCells(
  cells,
  (cell) => ({ ids: values.case ?? sampled?.get(cell) }),
  (judgement) => {
    print(judgement);
    if (values.write) keepResults([judgement]);
  },
  (cell, reason) => console.log(`… ${nameOf(cell)} runs again at the end: ${reason}`),
);
if (values.write) for (const { file, text } of staleDocuments()) writeFileSync(file, text);

const failed = judgements.filter(({ problems }) => problems.length > 0).length;
const lacking = values.require === "all" ? missing.length : 0;
console.log(`\n${judgements.length - failed} passed, ${failed + lacking} failed`);
process.exitCode = failed + lacking > 0 ? 1 : 0;

function print({ cell, passed, possible, problems, seconds }: Judgement): void {
  const { runtime, client } = cell;
  const sign = problems.length > 0 ? "✗" : "✓";
  console.log(
    `${sign} ${runtime.id.padEnd(14)} ${client.title.padEnd(20)} ${`${passed} of ${possible}`.padEnd(12)} ${seconds.toFixed(1)} s`,
  );
  for (const problem of problems) console.log(`    ${problem}`);
}
