import type { ReconnectableSource, SSEOptions } from "@sse/core";
import type ky from "ky";
import type * as undici from "undici";

/** Opens one connection over a client. */
export type Open = (url: string, options: SSEOptions) => Promise<ReconnectableSource>;

export interface OpenClient {
  readonly open: Open;
  /** Closes the connections that the client keeps for later requests. */
  close?(): Promise<void>;
}

/** Each client, loaded only where it is used: undici changes the process's own `fetch` by being imported. */
const clients = {
  fetch: async (): Promise<OpenClient> => {
    const { connectSSE } = await import("@sse/fetch");
    return { open: (url, options) => connectSSE(fetch, "GET", url, options) };
  },
  "undici 8": async () => overUndici(await import("undici")),
  // The types of older versions differ in ways that don't matter here.
  "undici 7": async () => overUndici((await import("undici7")) as object as typeof undici),
  "axios, http": async () => overAxios("http"),
  "axios, fetch": async () => overAxios("fetch"),
  "ky 2": async () => overKy((await import("ky")).default),
  "ky 1": async () => overKy((await import("ky1")).default as object as typeof ky),
} as const;

export type ClientName = keyof typeof clients;

export const clientNames: readonly string[] = Object.keys(clients);

export const openClient = (name: ClientName): Promise<OpenClient> => clients[name]();

async function overUndici({ Agent }: typeof undici): Promise<OpenClient> {
  const { connectSSE } = await import("@sse/undici");
  const agent = new Agent();
  return { open: (url, options) => connectSSE(agent, "GET", url, options), close: () => agent.close() };
}

async function overAxios(adapter: "http" | "fetch"): Promise<OpenClient> {
  const { connectSSE } = await import("@sse/axios");
  const client = (await import("axios")).default.create({ adapter });
  return { open: (url, options) => connectSSE(client, "GET", url, options) };
}

async function overKy(client: typeof ky): Promise<OpenClient> {
  const { connectSSE } = await import("@sse/ky");
  return { open: (url, options) => connectSSE(client, "GET", url, options) };
}
