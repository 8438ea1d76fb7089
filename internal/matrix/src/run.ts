/**
 * Runs the matrix: `pnpm matrix [PATTERN] [--require all] [--sample] [--case ID]…`.
 *
 *     PATTERN         only cells whose "runtime / client" matches this regular expression
 *     --require all   a runtime that this machine lacks is a failure
 *     --sample        each runtime and client once, and one decoding case in eight
 *     --case ID       only this case
 */
import { parseArgs } from "node:util";
import { cellsOf } from "./cells.ts";
import { runCells } from "./run-cells.ts";
import { runtimes } from "./runtimes.ts";
import { sampleOf } from "./sample.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { require: { type: "string" }, sample: { type: "boolean", default: false }, case: { type: "string", multiple: true } },
});
if (values.require !== undefined && values.require !== "all")
  throw new TypeError(`Expected --require all, got --require ${values.require}`);

const known = runtimes();
const missing = known.filter(({ path }) => !path);
for (const { title, hint } of missing) console.log(`  ${title} isn't on this machine: ${hint}`);

const pattern = new RegExp(positionals[0] ?? "");
const all = cellsOf(known.filter(({ path }) => path));
const cells = (values.sample ? sampleOf(all) : all).filter(({ runtime, client }) => pattern.test(`${runtime.id} / ${client.title}`));
if (cells.length === 0) throw new TypeError(`Expected a pattern that matches a cell, got ${pattern}`);

const judgements = await runCells(
  cells,
  { everyNthDecoding: values.sample ? 8 : 1, ids: values.case },
  ({ cell, passed, possible, problems, seconds }) => {
    const { runtime, client } = cell;
    console.log(
      `${problems.length ? "✗" : "✓"} ${runtime.id.padEnd(14)} ${client.title.padEnd(22)} ${passed} of ${possible}  ${seconds.toFixed(1)} s`,
    );
    for (const problem of problems) console.log(`    ${problem}`);
  },
);

const failed = judgements.filter(({ problems }) => problems.length > 0).length + (values.require === "all" ? missing.length : 0);
console.log(`\n${judgements.length - judgements.filter(({ problems }) => problems.length > 0).length} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
