import type { Cell } from "./cells.ts";

/** Each runtime once with fetch, and each client once more: all of them in the newest Node, and the newest ones wherever they stream outside of Node. */
export function sampleOf(cells: readonly Cell[]): Cell[] {
  const newestNode = cells.filter(({ runtime }) => runtime.kind === "node").at(-1)?.runtime;
  return cells.filter(({ runtime, client }) => {
    if (runtime === newestNode || client.subject === "fetch" || client.subject === "undici-module") return true;
    return runtime.kind !== "node" && client.package?.alias.endsWith("newest") === true;
  });
}
