import { Stream } from "@anthropic-ai/sdk/core/streaming";
import { createSseStream } from "@azure/core-sse";
import { fetchEventSource } from "@microsoft/fetch-event-source";
import { EventSource as Polyfill } from "eventsource";
import { createEventSource } from "eventsource-client";
import { createParser } from "eventsource-parser";
import { EventSourceParserStream } from "eventsource-parser/stream";
import { events as fetchEventStream } from "fetch-event-stream";
import { EventSource as LaunchDarkly } from "launchdarkly-eventsource";
import { _iterSSEMessages as openai } from "openai/core/streaming";
import { parseServerSentEvents } from "parse-sse";
import { EventSource as UndiciEventSource } from "undici";
import type { Client } from "./ours.ts";

/** What the browser's interface gives, whoever wrote it. It reconnects at the end; its error event is the first sign of that. */
interface EventTargetLike {
  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void;
  close(): void;
}

const untilError = (source: EventTargetLike, onEvent: (data: string) => void, last = "error"): Promise<void> =>
  new Promise((resolve) => {
    source.addEventListener("message", ({ data }) => onEvent(String(data)));
    source.addEventListener(last, () => {
      source.close();
      resolve();
    });
  });

/** What a body is to `@azure/core-sse`: a response of the client of that SDK, which is a web stream there. */
const bodyOf = async (url: string): Promise<ReadableStream<Uint8Array>> => {
  const { body } = await fetch(url);
  if (!body) throw new Error("Expected a body");
  return body;
};

// It is made for browsers: these are the globals that it uses.
const pretendBrowser = (): void => {
  const nothing = (): void => {};
  Object.assign(globalThis, { window: globalThis, document: { hidden: false, addEventListener: nothing, removeEventListener: nothing } });
};
const pretendNone = (): void => {
  Reflect.deleteProperty(globalThis, "window");
  Reflect.deleteProperty(globalThis, "document");
};

/** Every other client that we know, each used as its documentation shows. */
export const peers: Record<string, Client> = {
  "eventsource-parser over fetch": async (url, onEvent) => {
    const parser = createParser({ onEvent: ({ data }) => onEvent(data) });
    const text = new TextDecoder();
    const reader = (await bodyOf(url)).getReader();
    for (;;) {
      const result = await reader.read();
      if (result.done) return;
      parser.feed(text.decode(result.value, { stream: true }));
    }
  },
  "eventsource-client": (url, onEvent) =>
    new Promise((resolve) => {
      const client = createEventSource({
        url,
        onMessage: ({ data }) => onEvent(data),
        onDisconnect: () => {
          client.close();
          resolve();
        },
      });
    }),
  eventsource: (url, onEvent) => untilError(new Polyfill(url), onEvent),
  "undici's EventSource": (url, onEvent) => untilError(new UndiciEventSource(url) as EventTargetLike, onEvent), // its types name events of its own
  "launchdarkly-eventsource": (url, onEvent) => untilError(new LaunchDarkly(url), onEvent, "end"),
  "@microsoft/fetch-event-source": async (url, onEvent) => {
    pretendBrowser();
    try {
      await fetchEventSource(url, { openWhenHidden: true, onmessage: ({ data }) => onEvent(data) });
    } finally {
      pretendNone();
    }
  },
  "fetch-event-stream": async (url, onEvent) => {
    for await (const { data = "" } of fetchEventStream(await fetch(url))) onEvent(data);
  },
  "parse-sse": async (url, onEvent) => {
    for await (const { data } of parseServerSentEvents(await fetch(url))) onEvent(data);
  },
  "@azure/core-sse": async (url, onEvent) => {
    for await (const { data } of createSseStream(await bodyOf(url))) onEvent(data);
  },
  "@anthropic-ai/sdk, its stream reader": async (url, onEvent) => {
    for await (const { data } of Stream.rawEvents(await fetch(url))) onEvent(data);
  },
  "openai, its stream reader": async (url, onEvent) => {
    for await (const { data } of openai(await fetch(url), new AbortController())) onEvent(data);
  },
};

/** Clients that call back, and can be iterated as well. */
export const secondWays: Record<string, Client> = {
  "eventsource-client, iterated": async (url, onEvent) => {
    // At the end it would reconnect.
    const client = createEventSource({ url, onDisconnect: () => client.close() });
    for await (const { data } of client) onEvent(data);
  },
  "eventsource-parser's stream": async (url, onEvent) => {
    const body = (await bodyOf(url)) as ReadableStream<Uint8Array<ArrayBuffer>>; // fetch shares no memory
    const events = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    for await (const { data } of events) onEvent(data);
  },
};

/** Of all these, the ones that call back instead of being iterated. */
export const callBack: ReadonlySet<string> = new Set([
  "eventsource-parser over fetch",
  "eventsource-client",
  "eventsource",
  "undici's EventSource",
  "launchdarkly-eventsource",
  "@microsoft/fetch-event-source",
]);
