import { type ConnectInit, type Connection, pushConnection, type Subject, type SubjectEvent } from "@sse/conformance";
import { EventSourcePlus, type EventSourcePlusOptions } from "event-source-plus";
import { versionOf } from "../version.ts";

/** One connection ends with its stream, and isn't tried again. */
const once: EventSourcePlusOptions = { retryStrategy: "on-error", maxRetryCount: 1 };

/** The limit ends a client that was aborted while it waits: it makes its next connection nevertheless, and retries. */
const retrying: EventSourcePlusOptions = { maxRetryInterval: 100, maxRetryCount: 30 };

function open(url: string, options: EventSourcePlusOptions): Promise<Connection> {
  return pushConnection(({ open, event, end, fail }) => {
    const controller = new EventSourcePlus(url, options).listen({
      onResponse: ({ response: { status, headers } }) => open({ response: { status, headers } }),
      onMessage: ({ event: type = "message", data }) => event({ event: type, data, id: "" }),
    });
    controller.onAbort(({ type, reason }) => (type === "end-of-stream" ? end() : fail(new Error(String(reason)))));
    return () => controller.abort();
  });
}

const requestOf = ({ method = "GET", headers, body }: ConnectInit): EventSourcePlusOptions => ({
  method: method as NonNullable<EventSourcePlusOptions["method"]>,
  ...(headers && { headers }),
  ...(body !== undefined && { body }),
});

/** Its documented `fetch` option hands it the bytes. A message has its block's own ID, so that IDs aren't claimed. */
const subject: Subject = {
  name: "event-source-plus",
  version: versionOf("event-source-plus"),
  capabilities: ["event-type", "response", "method", "headers", "body"],
  policies: {
    redirects: "followed",
    compression: "decompressed",
    noContent: "throws",
    serverErrors: "retried",
    delivery: "pushed",
  },
  async *read(body): AsyncGenerator<SubjectEvent> {
    const response = new Response(body, { headers: { "content-type": "text/event-stream" } });
    yield* await open("http://example.test/", { ...once, fetch: async () => response });
  },
  connect: (url, init) => open(url, { ...requestOf(init), ...once }),
  reconnect: (url, init) => open(url, { ...requestOf(init), ...retrying }),
};

export default subject;
