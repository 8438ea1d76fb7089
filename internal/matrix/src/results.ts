import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Cell, cellsOf } from "./cells.ts";
import type { Judgement } from "./judge.ts";
import { runtimes } from "./runtimes.ts";

const file = join(import.meta.dirname, "..", "results.json");

/** What is kept of a cell's run. */
export interface CellResult {
  /** As the runtime called itself. */
  readonly runtime: string;
  readonly passed: number;
  readonly possible: number;
  readonly impossible: number;
  /** Cases that failed, each because of a listed deviation. */
  readonly failed: readonly string[];
}

export interface Results {
  /** The day of the last run, as `2026-11-26`. */
  readonly date: string;
  readonly cells: Readonly<Record<string, CellResult>>;
}

/** What a cell is called in results, and on the command line. */
export const nameOf = ({ runtime, client }: Cell): string => `${runtime.id} / ${client.title}`;

export const readResults = (): Results => JSON.parse(readFileSync(file, "utf8"));

/** Keeps what cells without problems found, beside the results of cells that didn't run now. */
export function keepResults(judgements: readonly Judgement[]): void {
  const found = new Map(Object.entries(readResults().cells));
  for (const { cell, runtime, passed, possible, impossible, expected, problems } of judgements) {
    if (problems.length > 0 || runtime === undefined) continue;
    found.set(nameOf(cell), { runtime, passed, possible, impossible, failed: expected });
  }
  const names = cellsOf(runtimes()).map(nameOf);
  const cells = Object.fromEntries(names.flatMap((name) => (found.has(name) ? [[name, found.get(name)]] : [])));
  writeFileSync(file, `${JSON.stringify({ date: new Date().toISOString().slice(0, 10), cells }, undefined, 1)}\n`);
}
