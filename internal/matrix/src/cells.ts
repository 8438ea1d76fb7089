import { type Client, clients } from "./clients.ts";
import type { Kind, Runtime } from "./runtimes.ts";

/** One client in one runtime. */
export interface Cell {
  readonly runtime: Runtime;
  readonly client: Client;
}

const web: readonly Kind[] = ["edge-runtime", "chromium", "firefox"];

/** Why a client can't stream in a runtime, whatever we do; `undefined` if it can. */
export function impossibility({ kind, version }: Runtime, client: Client): string | undefined {
  const { subject, since } = client;
  if (subject === "undici-module") return kind === "bun" ? undefined : "only Bun replaces the package undici";
  if (kind === "node" && version && since && compareVersions(version, since) < 0) return `needs Node ${since}`;
  if (subject === "undici" && kind === "workerd") return "undici can't be imported: it compiles WebAssembly at run time";
  if (subject === "axios-http" && kind === "workerd") return "the node:http of workerd keeps a connection open whose request is destroyed";
  if ((subject === "undici" || subject === "axios-http") && web.includes(kind))
    return "it needs sockets, which pages and edge runtimes don't have";
  return undefined;
}

/** Every cell, in the table's order. */
export const cellsOf = (runtimes: readonly Runtime[]): Cell[] =>
  runtimes.flatMap((runtime) => clients.flatMap((client) => (impossibility(runtime, client) ? [] : [{ runtime, client }])));

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  for (const [index, part] of (left ?? []).entries()) {
    const difference = part - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
