import { cases } from "@sse/conformance";
import type { Cell } from "./cells.ts";

/** Each runtime once with fetch, and each client once more: all of them in the newest Node, and the newest ones wherever they stream outside of Node. */
export function sampleOf(cells: readonly Cell[]): Cell[] {
  const newestNode = newestNodeOf(cells);
  return cells.filter(({ runtime, client }) => {
    if (runtime === newestNode || client.subject === "fetch" || client.subject === "undici-module") return true;
    return runtime.kind !== "node" && client.package?.alias.endsWith("newest") === true;
  });
}

/**
 * The cases that each cell of a sample runs. Decoding is the same code everywhere, so one of its cases in eight is enough. The rest runs as a whole with fetch in the
 * newest version of each runtime, and one in four elsewhere, which are different ones in each cell.
 */
export function sampledCases(cells: readonly Cell[]): Map<Cell, readonly string[]> {
  const newestNode = newestNodeOf(cells);
  const decoding = cases.filter(({ category }) => category === "decoding");
  const others = cases.filter(({ category }) => category !== "decoding");
  return new Map(
    cells.map((cell, index) => {
      const whole = cell.client.subject === "fetch" && (cell.runtime.kind !== "node" || cell.runtime === newestNode);
      const chosen = [...oneIn(8, decoding, index), ...oneIn(whole ? 1 : 4, others, index)];
      return [cell, chosen.map(({ id }) => id)];
    }),
  );
}

const newestNodeOf = (cells: readonly Cell[]): Cell["runtime"] | undefined =>
  cells.filter(({ runtime }) => runtime.kind === "node").at(-1)?.runtime;

const oneIn = <T>(n: number, items: readonly T[], offset: number): T[] => items.filter((_, index) => (index + offset) % n === 0);
