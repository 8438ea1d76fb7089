import { EventStreamContentType, type FetchEventSourceInit, fetchEventSource } from "@microsoft/fetch-event-source";
import { type ConnectInit, type Connection, pushConnection, type Subject, type SubjectEvent } from "@sse/conformance";
import { versionOf } from "../version.ts";

// It is made for browsers: these are the globals that it uses.
const nothing = (): void => {};
Object.assign(globalThis, { window: globalThis, document: { hidden: false, addEventListener: nothing, removeEventListener: nothing } });

class FatalError extends Error {}

type Handlers = Pick<FetchEventSourceInit, "onopen" | "onclose" | "onerror">;

/** `onerror` throws, which is how it documents to be kept from retrying. */
const once: Handlers = {
  onerror(error) {
    throw error;
  },
};

/** The handlers of its README, which tell what is worth a retry. */
const retrying: Handlers = {
  async onopen({ ok, status, headers }) {
    if (ok && headers.get("content-type") === EventStreamContentType) return;
    throw status >= 400 && status < 500 && status !== 429 ? new FatalError(String(status)) : new Error(String(status));
  },
  onclose() {
    throw new Error("the server closed the connection");
  },
  onerror(error) {
    if (error instanceof FatalError) throw error;
  },
};

function open(url: string, { method, headers, body }: ConnectInit, handlers: Handlers, given = fetch): Promise<Connection> {
  return pushConnection(({ open, event, end, fail }) => {
    const leaving = new AbortController();
    fetchEventSource(url, {
      ...(method !== undefined && { method }),
      ...(headers && { headers }),
      ...(body !== undefined && { body }),
      ...handlers,
      // Without `onopen` it checks the response itself, and tells of it with the first event only.
      async fetch(...request) {
        const response = await given(...request);
        open();
        return response;
      },
      signal: leaving.signal,
      openWhenHidden: true,
      onmessage: ({ event: type, data, id }) => event({ event: type || "message", data, id }),
    }).then(end, fail);
    return () => leaving.abort();
  });
}

/** Its `fetch` option hands it the bytes. A message has its block's own ID, so that IDs aren't claimed. */
const subject: Subject = {
  name: "@microsoft/fetch-event-source",
  version: versionOf("@microsoft/fetch-event-source"),
  capabilities: ["event-type", "method", "headers", "body"],
  policies: { redirects: "followed", compression: "decompressed", noContent: "throws", serverErrors: "retried", delivery: "pushed" },
  async *read(body, init): AsyncGenerator<SubjectEvent> {
    const response = new Response(body, { headers: { "content-type": EventStreamContentType } });
    yield* await open("http://example.test/", init, once, async () => response);
  },
  connect: (url, init) => open(url, init, once),
  reconnect: (url, init) => open(url, init, retrying),
};

export default subject;
