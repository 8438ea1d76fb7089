import { type Client, clients } from "./clients.ts";
import type { Kind, Runtime } from "./runtimes.ts";

/** One client in one runtime. */
export interface Cell {
  readonly runtime: Runtime;
  readonly client: Client;
}

const web: readonly Kind[] = ["edge-runtime", "chromium", "firefox"];

/** Why a client can't stream in a runtime, whatever we do. */
export interface Impossibility {
  /** A sentence that names the client. */
  readonly what: string;
  /** Where it is specified, reported or explained: an address, or a path in this repository. */
  readonly link: string;
}

const bunsOwn: Impossibility = {
  what: "Only Bun replaces the package `undici` with a module of its own.",
  link: "docs/platforms.md#bun-replaces-undici",
};
const compiles: Impossibility = {
  what: "undici compiles WebAssembly while it runs, which workerd doesn't allow.",
  link: "https://developers.cloudflare.com/workers/runtime-apis/web-standards/#javascript-standards",
};
const leaks: Impossibility = {
  what: "The connection of a request that axios's http adapter destroys stays open in workerd.",
  link: "docs/platforms.md#nodehttp-in-workerd",
};
const sockets: Impossibility = {
  what: "undici and axios's http adapter open sockets, which pages and edge runtimes don't have.",
  link: "docs/platforms.md#clients-that-need-sockets",
};

/** Why a cell stays empty; `undefined` if its client can stream there. */
export function impossibility({ kind, version }: Runtime, client: Client): Impossibility | undefined {
  const { subject, since } = client;
  if (subject === "undici-module") return kind === "bun" ? undefined : bunsOwn;
  if (kind === "node" && version && since && compareVersions(version, since.node) < 0) return tooOld(client, since);
  if (subject === "undici" && kind === "workerd") return compiles;
  if (subject === "axios-http" && kind === "workerd") return leaks;
  if ((subject === "undici" || subject === "axios-http") && web.includes(kind)) return sockets;
  return undefined;
}

const tooOld = ({ title }: Client, { node, manifest }: NonNullable<Client["since"]>): Impossibility => ({
  what: `${title.split(".", 1)} needs Node ${node.replace(/(\.0)+$/, "")}.`,
  link: manifest,
});

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
