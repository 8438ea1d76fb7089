import { type ConnectInit, type Connection, pushConnection, type Subject } from "@sse/conformance";
import { SSE } from "sse.js";
import manifest from "sse.js/package.json" with { type: "json" };

/** Its README's states: `readystatechange` tells of this one when a connection is over. */
const closed = 2;

/** @param once - whether the connection is over when its first stream is */
function open(url: string, { method, headers, body, eventTypes }: ConnectInit, once: boolean): Promise<Connection> {
  return pushConnection(({ open, event, end, fail }) => {
    const source = new SSE(url, {
      start: false,
      autoReconnect: !once,
      reconnectDelay: 50,
      ...(method !== undefined && { method }),
      ...(headers && { headers }),
      ...(body !== undefined && { payload: body }),
    });
    for (const type of new Set(["message", ...eventTypes])) {
      source.addEventListener(type, (message: object) => {
        if (!isMessage(message)) return;
        event({ event: type, data: String(message.data), id: String(message.lastEventId) });
      });
    }
    source.addEventListener("open", (response: object) => {
      if (!isResponse(response)) return;
      const { responseCode: status, headers } = response;
      open({ response: { status, headers: { get: (name) => headerOf(headers, name.toLowerCase()) } } });
    });
    source.addEventListener("error", (error: object) => {
      if (once && !isMessage(error)) fail(new Error("the source told of an error", { cause: error }));
    });
    source.addEventListener("readystatechange", () => {
      if (once && source.readyState === closed) end();
    });
    source.stream();
    return () => source.close();
  });
}

/** Its object of headers inherits the properties of every object. */
const headerOf = (headers: Readonly<Record<string, string[]>>, name: string): string | null =>
  Object.hasOwn(headers, name) ? (headers[name] ?? []).join(", ") : null;

const isMessage = (event: object): event is { readonly data: unknown; readonly lastEventId: unknown } => "lastEventId" in event;

const isResponse = (event: object): event is { readonly responseCode: number; readonly headers: Readonly<Record<string, string[]>> } =>
  "responseCode" in event && "headers" in event;

/** It needs a page's XMLHttpRequest. After every end and every error it connects again, if it was asked to. */
const subject: Subject = {
  name: "sse.js",
  version: manifest.version,
  capabilities: ["event-type", "event-id", "response", "method", "headers", "body"],
  policies: { redirects: "followed", compression: "decompressed", noContent: "ends", serverErrors: "retried", delivery: "pushed" },
  connect: (url, init) => open(url, init, true),
  reconnect: (url, init) => open(url, init, false),
};

export default subject;
