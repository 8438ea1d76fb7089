import { connectSSE as axiosSSE } from "@sse/axios";
import type { EventSource } from "@sse/core";
import { connectSSE as fetchSSE } from "@sse/fetch";
import { connectSSE as kySSE } from "@sse/ky";
import { connectSSE as undiciSSE } from "@sse/undici";
import axios from "axios";
import ky from "ky";

export interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly signal?: AbortSignal;
}

export type ClientName = (typeof clientNames)[number];
export const clientNames = ["fetch", "undici", "axios", "ky"] as const;

// undici 8 needs Node 22.19. An older one gets undici 7, which @sse/undici takes as well; the types are those of undici 8 for both.
const old = process.versions.node.localeCompare("22.19", "en", { numeric: true }) < 0;
const { Agent }: typeof import("undici") = await import(old ? "undici7" : "undici");
const agent = new Agent();

/** The same sentence four times: client, method, URL, and that client's own options. */
export const clients: Readonly<Record<ClientName, (call: Call) => Promise<EventSource<unknown>>>> = {
  fetch: ({ method, url, body, ...options }) => fetchSSE(fetch, method, url, { ...options, ...(body !== undefined && { body }) }),
  undici: ({ method, url, body, ...options }) => undiciSSE(agent, method, url, { ...options, ...(body !== undefined && { body }) }),
  axios: ({ method, url, body, ...options }) => axiosSSE(axios, method, url, { ...options, data: body }),
  ky: ({ method, url, body, ...options }) => kySSE(ky, method, url, { ...options, ...(body !== undefined && { body }) }),
};
