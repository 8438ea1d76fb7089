import { connectSSE as overAxios } from "@sse/axios";
import type { EventSource } from "@sse/core";
import { connectSSE as overFetch } from "@sse/fetch";
import { connectSSE as overKy } from "@sse/ky";
import { connectSSE as overUndici } from "@sse/undici";
import axios from "axios";
import ky from "ky";
import { Agent } from "undici";

/** Reads the whole stream behind a URL, and calls with the data of each event. */
export type Client = (url: string, onEvent: (data: string) => void) => Promise<void>;

export interface OwnClient {
  open: (url: string) => Promise<EventSource<unknown>>;
  /** Its HTTP client by itself: reads the same body the way that client documents, and calls with each chunk. */
  alone: (url: string, onChunk: (chunk: Uint8Array) => void, signal?: AbortSignal) => Promise<void>;
}

const agent = new Agent();
const axiosHttp = axios.create({ adapter: "http" });
const axiosFetch = axios.create({ adapter: "fetch" });
const headers = { accept: "text/event-stream" };

export async function readEach(source: Promise<EventSource<unknown>>, onEvent: (data: string) => void): Promise<void> {
  for await (const event of await source) onEvent(event.data);
}

export async function readBatches(source: Promise<EventSource<unknown>>, onEvent: (data: string) => void): Promise<void> {
  for await (const events of (await source).iterBatches()) for (const event of events) onEvent(event.data);
}

async function readNode(body: AsyncIterable<Uint8Array>, onChunk: (chunk: Uint8Array) => void): Promise<void> {
  for await (const chunk of body) onChunk(chunk);
}

async function readWeb(body: ReadableStream<Uint8Array> | null, onChunk: (chunk: Uint8Array) => void): Promise<void> {
  const reader = body?.getReader();
  for (;;) {
    const result = await reader?.read();
    if (!result || result.done) return;
    onChunk(result.value);
  }
}

export const ours: Record<string, OwnClient> = {
  "@sse/undici": {
    open: (url) => overUndici(agent, "GET", url),
    alone: async (url, onChunk, signal) => {
      const { origin, pathname: path } = new URL(url);
      await readNode(
        (await agent.request({ origin, path, method: "GET", headers, bodyTimeout: 0, ...(signal && { signal }) })).body,
        onChunk,
      );
    },
  },
  "@sse/fetch": {
    open: (url) => overFetch(fetch, "GET", url),
    alone: async (url, onChunk, signal) => readWeb((await fetch(url, { headers, ...(signal && { signal }) })).body, onChunk),
  },
  "@sse/ky": {
    open: (url) => overKy(ky, "GET", url),
    alone: async (url, onChunk, signal) =>
      readWeb((await ky.get(url, { headers, timeout: false, ...(signal && { signal }) })).body, onChunk),
  },
  "@sse/axios, http": {
    open: (url) => overAxios(axiosHttp, "GET", url),
    alone: async (url, onChunk, signal) => {
      const options = { headers, responseType: "stream", ...(signal && { signal }) } as const;
      await readNode((await axiosHttp.get<AsyncIterable<Uint8Array>>(url, options)).data, onChunk);
    },
  },
  "@sse/axios, fetch": {
    open: (url) => overAxios(axiosFetch, "GET", url),
    alone: async (url, onChunk, signal) => {
      const options = { headers, responseType: "stream", ...(signal && { signal }) } as const;
      await readWeb((await axiosFetch.get<ReadableStream<Uint8Array>>(url, options)).data, onChunk);
    },
  },
};
