import { connectSSE as overAxios } from "@sse/axios";
import type { EventSource, SSEOptions } from "@sse/core";
import { connectSSE as overFetch } from "@sse/fetch";
import { connectSSE as overKy } from "@sse/ky";
import { connectSSE as overUndici } from "@sse/undici";
import axios from "axios";
import ky2 from "ky";
import ky1 from "ky1";
import * as undici8 from "undici";
import * as undici7 from "undici7";

/** What every client can be asked for alike. */
interface Request extends SSEOptions {
  readonly headers?: Record<string, string | null>;
  readonly body?: string;
}

/** One of our adapters with one version of its client. */
export interface Client {
  readonly name: string;
  connect(method: string, url: string, request?: Request): Promise<EventSource<unknown>>;
}

// The major versions' types differ only in what these tests don't use.
const undici7s = undici7 as object as typeof undici8;
const ky1s = ky1 as object as typeof ky2;

const axiosWith = (adapter: "http" | "fetch"): Client => ({
  name: `axios, ${adapter} adapter`,
  connect: (method, url, { body, ...request } = {}) => overAxios(axios.create({ adapter }), method, url, { ...request, data: body }),
});

export const clients: readonly Client[] = [
  { name: "fetch", connect: (method, url, request) => overFetch(fetch, method, url, request) },
  { name: "undici 8", connect: (method, url, request) => overUndici(undici8, method, url, request) },
  { name: "undici 7", connect: (method, url, request) => overUndici(undici7s, method, url, request) },
  axiosWith("http"),
  axiosWith("fetch"),
  { name: "ky 2", connect: (method, url, request) => overKy(ky2, method, url, request) },
  { name: "ky 1", connect: (method, url, request) => overKy(ky1s, method, url, request) },
];

export async function collect(source: AsyncIterable<{ readonly data: string }>): Promise<string[]> {
  const data: string[] = [];
  for await (const event of source) data.push(event.data);
  return data;
}

/** What a promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("Expected a failure, got none");
}
