import { type AxiosOptions, connectSSE as overAxios } from "@sse/axios";
import type { ConnectOptions, EventSource } from "@sse/core";
import { connectSSE as overFetch } from "@sse/fetch";
import { connectSSE as overKy } from "@sse/ky";
import { connectSSE as overUndici } from "@sse/undici";
import axios from "axios";
import ky from "ky";
import type { ClientViews } from "../src/index.ts";

/** What every client can be asked for alike. */
interface Request extends Omit<ConnectOptions, "headers" | "body"> {
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** A `connectSSE` whose client is bound to a view. */
export type Connect = (method: string, url: string, request?: Request) => Promise<EventSource<unknown>>;

/** Each client's name, and how it connects through the views of an app. */
export const clients: readonly (readonly [name: string, over: (views: ClientViews) => Connect])[] = [
  ["fetch", (views) => (method, url, request) => overFetch(views.fetch, method, url, request)],
  ["undici", (views) => (method, url, request) => overUndici(views.dispatcher, method, url, request)],
  [
    "axios",
    (views) => {
      const client = axios.create(views.axios);
      return (method, url, { body, ...request } = {}) => overAxios(client, method, url, { ...request, data: body } as AxiosOptions);
    },
  ],
  [
    "ky",
    (views) => {
      const client = ky.create(views.ky);
      return (method, url, request) => overKy(client, method, url, request);
    },
  ],
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
