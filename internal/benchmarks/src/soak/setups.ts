import type { ClientName } from "./clients.ts";

/** One consumer of the soak. */
export interface Setup {
  readonly client: ClientName;
  /** Consumers of the same name share a process. */
  readonly process: "calm" | "undici" | "blocked";
  readonly dedupe?: boolean;
  readonly manual?: boolean;
  /** Keeps its position in a file. Now and then it leaves its source, and makes another that resumes from there. */
  readonly store?: boolean;
  /** Takes milliseconds for each event, sometimes more than the idle timeout. */
  readonly slow?: boolean;
  /** Now and then asks for another connection at once. */
  readonly impatient?: boolean;
  /** Blocks the event loop now and then, for up to two and a half idle timeouts. */
  readonly blocks?: boolean;
}

export const setups: readonly Setup[] = [
  { process: "calm", client: "fetch", dedupe: true },
  { process: "calm", client: "fetch", manual: true, store: true },
  { process: "calm", client: "axios, http", dedupe: true, impatient: true },
  { process: "calm", client: "axios, http", store: true, slow: true },
  { process: "calm", client: "axios, fetch", dedupe: true, slow: true },
  { process: "calm", client: "axios, fetch", dedupe: true, manual: true, store: true },
  { process: "calm", client: "ky 2", dedupe: true },
  { process: "calm", client: "ky 2", manual: true },
  { process: "calm", client: "ky 1", dedupe: true, store: true },
  { process: "calm", client: "ky 1", impatient: true },
  { process: "undici", client: "undici 8", dedupe: true },
  { process: "undici", client: "undici 8", manual: true, store: true },
  { process: "undici", client: "undici 8", slow: true },
  { process: "undici", client: "undici 7", dedupe: true, impatient: true },
  { process: "undici", client: "undici 7", dedupe: true, manual: true, slow: true },
  { process: "blocked", client: "fetch", dedupe: true, blocks: true },
  { process: "blocked", client: "undici 8", dedupe: true, store: true, blocks: true },
  { process: "blocked", client: "axios, http", dedupe: true },
  { process: "blocked", client: "ky 2", dedupe: true, manual: true, impatient: true },
  { process: "blocked", client: "undici 7", store: true },
];

/**
 * Whether responses may end with their connection, or announce it. Before version 8, undici throws an uncaught `AssertionError` if such a connection ends
 * while a slow consumer has stopped it (https://github.com/nodejs/undici/issues/5360), and so does the `fetch` of a Node that contains it.
 */
export function mayClose({ client }: Setup): boolean {
  if (client === "undici 8" || client === "axios, http") return true;
  return client !== "undici 7" && Number.parseInt(process.versions.undici ?? "", 10) >= 8;
}

/** How a consumer differs from the plainest, in words. */
export const habitsOf = ({ dedupe, manual, store, slow, impatient, blocks }: Setup): string =>
  [dedupe && "dedupe", manual && "manual", store && "store", slow && "slow", impatient && "impatient", blocks && "blocks"]
    .filter(Boolean)
    .join(", ");
