import { connectSSE as overAxios } from "@sse/axios";
import { type EventSource, SSEDecoder } from "@sse/core";
import { connectSSE as overFetch } from "@sse/fetch";
import { connectSSE as overKy } from "@sse/ky";
import { connectSSE as overUndici } from "@sse/undici";
import axios from "axios";
import { EventSource as Polyfill } from "eventsource";
import { createEventSource } from "eventsource-client";
import { createParser } from "eventsource-parser";
import { events as fetchEventStream } from "fetch-event-stream";
import ky from "ky";
import { parseServerSentEvents } from "parse-sse";
import { Agent, EventSource as UndiciEventSource } from "undici";

/** Reads the whole stream behind a URL; resolves with how many events it saw, or how many bytes where it decodes none. */
export type Client = (url: string) => Promise<number>;

const agent = new Agent();
const axiosHttp = axios.create({ adapter: "http" });
const axiosFetch = axios.create({ adapter: "fetch" });

async function each(source: Promise<EventSource<unknown>>): Promise<number> {
  let count = 0;
  for await (const _ of await source) count++;
  return count;
}

async function batches(source: Promise<EventSource<unknown>>): Promise<number> {
  let count = 0;
  for await (const events of (await source).iterBatches()) count += events.length;
  return count;
}

async function bytesOf(body: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const chunk of body) bytes += chunk.length;
  return bytes;
}

const webBytes = async (response: Response | PromiseLike<Response>): Promise<number> => {
  const reader = (await response).body?.getReader();
  let bytes = 0;
  for (;;) {
    const result = await reader?.read();
    if (!result || result.done) return bytes;
    bytes += result.value.length;
  }
};

/** The browser's interface reconnects at the end; its error event is the first sign of that. */
const untilError = (source: Pick<Polyfill, "addEventListener" | "close">): Promise<number> =>
  new Promise((resolve) => {
    let count = 0;
    source.addEventListener("message", () => count++);
    source.addEventListener("error", () => {
      source.close();
      resolve(count);
    });
  });

export const ours: Record<string, { run: Client; alone: Client }> = {
  "@sse/undici": {
    run: (url) => each(overUndici(agent, "GET", url)),
    alone: async (url) => bytesOf((await agent.request({ origin: new URL(url).origin, path: new URL(url).pathname, method: "GET" })).body),
  },
  "@sse/fetch": { run: (url) => each(overFetch(fetch, "GET", url)), alone: (url) => webBytes(fetch(url)) },
  "@sse/ky": { run: (url) => each(overKy(ky, "GET", url)), alone: (url) => webBytes(ky.get(url)) },
  "@sse/axios, http": {
    run: (url) => each(overAxios(axiosHttp, "GET", url)),
    alone: async (url) => bytesOf((await axiosHttp.get<AsyncIterable<Uint8Array>>(url, { responseType: "stream" })).data),
  },
  "@sse/axios, fetch": {
    run: (url) => each(overAxios(axiosFetch, "GET", url)),
    alone: async (url) => webBytes(new Response((await axiosFetch.get<ReadableStream<Uint8Array>>(url, { responseType: "stream" })).data)),
  },
};

export const peers: Record<string, Client> = {
  "@sse/undici, batches": (url) => batches(overUndici(agent, "GET", url)),
  "eventsource-parser over fetch": async (url) => {
    let count = 0;
    const parser = createParser({ onEvent: () => count++ });
    const text = new TextDecoder();
    const reader = (await fetch(url)).body?.getReader();
    for (;;) {
      const result = await reader?.read();
      if (!result || result.done) return count;
      parser.feed(text.decode(result.value, { stream: true }));
    }
  },
  "eventsource-client": (url) =>
    new Promise((resolve) => {
      let count = 0;
      const client = createEventSource({
        url,
        onMessage: () => count++,
        onDisconnect: () => {
          client.close();
          resolve(count);
        },
      });
    }),
  eventsource: (url) => untilError(new Polyfill(url)),
  "undici's EventSource": (url) => untilError(new UndiciEventSource(url) as Pick<Polyfill, "addEventListener" | "close">), // its own types for the same interface
  "fetch-event-stream": async (url) => {
    let count = 0;
    for await (const _ of fetchEventStream(await fetch(url))) count++;
    return count;
  },
  "parse-sse": async (url) => {
    let count = 0;
    for await (const _ of parseServerSentEvents(await fetch(url))) count++;
    return count;
  },
};

/** The decoder by itself, on chunks as a socket gives them. */
export function decodeAlone(event: Uint8Array, count: number): number {
  const chunk = new Uint8Array(event.length * 64);
  for (let i = 0; i < 64; i++) chunk.set(event, i * event.length);
  const decoder = new SSEDecoder();
  let events = 0;
  for (let i = 0; i < count; i += 64) events += decoder.decode(chunk).length;
  return events;
}

/** A `for await` step an event, over an iterator that has nothing to do. */
export async function bareLoop(count: number): Promise<number> {
  let given = 0;
  const value = {};
  const iterator: AsyncIterableIterator<object> = {
    next: () => Promise.resolve(given++ < count ? { done: false, value } : { done: true, value: undefined }),
    [Symbol.asyncIterator]: () => iterator,
  };
  let seen = 0;
  for await (const _ of iterator) seen++;
  return seen;
}
