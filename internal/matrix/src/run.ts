import { writeFileSync } from "node:fs";
import { cases } from "@sse/conformance";
import { parseOptions, program, regularExpression, UsageError } from "../../../scripts/program.ts";
import { cellsOf } from "./cells.ts";
import { staleDocuments } from "./documents.ts";
import type { Judgement } from "./judge.ts";
import { keepResults, nameOf } from "./results.ts";
import { runCells } from "./run-cells.ts";
import { runtimes } from "./runtimes.ts";
import { sampledCases, sampleOf } from "./sample.ts";

const usage = `usage: pnpm matrix [PATTERN] [--require all] [--sample] [--case ID]… [--write]

Runs the conformance suite on the packed packages, in every runtime that this machine has, with every client.

  PATTERN         only cells whose "runtime / client" matches this regular expression
  --require all   a runtime that this machine lacks is a failure
  --sample        each runtime and client once, with a part of the cases
  --case ID       only this case, and whether it fails as expected; may be given several times
  --write         keeps the results, and writes MATRIX.md, docs/matrix.html, and the tables of the READMEs and docs/
  -h, --help      prints this`;

const options = {
  require: { type: "string" },
  sample: { type: "boolean", default: false },
  case: { type: "string", multiple: true },
  write: { type: "boolean", default: false },
  help: { type: "boolean", short: "h" },
} as const;

interface Request {
  readonly pattern: RegExp;
  readonly requireAll: boolean;
  readonly sample: boolean;
  readonly ids: readonly string[] | undefined;
  readonly write: boolean;
}

process.exitCode = await program(usage, read, main);

function read(args: readonly string[]): Request | "help" {
  const { values, positionals } = parseOptions(args, options, "a pattern, --require all, --sample, --case ID or --write");
  if (values.help) return "help";
  if (positionals.length > 1) throw new UsageError(`expected one pattern, got ${positionals.join(" ")}`);
  if (values.require !== undefined && values.require !== "all")
    throw new UsageError(`expected --require all, got --require ${values.require}`);
  if (values.write && (values.sample || values.case)) throw new UsageError("expected --write with whole cells, got --sample or --case");
  const unknown = values.case?.find((id) => !cases.some((it) => it.id === id));
  if (unknown !== undefined) throw new UsageError(`expected --case with the ID of a case, such as ${cases[0]?.id}, got ${unknown}`);
  return {
    pattern: regularExpression("PATTERN", positionals[0] ?? ""),
    requireAll: values.require === "all",
    sample: values.sample,
    ids: values.case,
    write: values.write,
  };
}

async function main({ pattern, requireAll, sample, ids, write }: Request): Promise<number> {
  const known = runtimes();
  const missing = known.filter(({ path }) => !path);
  for (const { title, hint } of missing) console.log(`  ${title} isn't on this machine: ${hint}`);

  const all = cellsOf(known.filter(({ path }) => path));
  const cells = (sample ? sampleOf(all) : all).filter((cell) => pattern.test(nameOf(cell)));
  if (cells.length === 0)
    throw new UsageError(`expected a pattern that matches a cell, such as ${all[0] && nameOf(all[0])}, got ${pattern.source}`);

  const sampled = sample ? sampledCases(cells) : undefined;
  const judgements = await runCells(
    cells,
    (cell) => ({ ids: ids ?? sampled?.get(cell) }),
    (judgement) => {
      print(judgement);
      if (ids) for (const id of judgement.expected) console.log(`    ${id}: fails as expected`);
      if (write) keepResults([judgement]);
    },
    (cell, reason) => console.log(`… ${nameOf(cell)} runs again at the end: ${reason}`),
  );
  if (write) for (const { file, text } of staleDocuments()) writeFileSync(file, text);

  const failed = judgements.filter(({ problems }) => problems.length > 0).length;
  const lacking = requireAll ? missing.length : 0;
  console.log(`\n${judgements.length - failed} passed, ${failed + lacking} failed`);
  return failed + lacking > 0 ? 1 : 0;
}

function print({ cell, passed, possible, problems, seconds }: Judgement): void {
  const { runtime, client } = cell;
  const sign = problems.length > 0 ? "✗" : "✓";
  console.log(
    `${sign} ${runtime.id.padEnd(14)} ${client.title.padEnd(20)} ${`${passed} of ${possible}`.padEnd(12)} ${seconds.toFixed(1)} s`,
  );
  for (const problem of problems) console.log(`    ${problem}`);
}
