import { fetchEventSource } from "@microsoft/fetch-event-source";
import type { Subject } from "@sse/conformance";
import { versionOf } from "../version.ts";
import { EventQueue } from "./event-queue.ts";

// It is made for browsers: these are the globals that it uses.
const nothing = (): void => {};
Object.assign(globalThis, { window: globalThis, document: { hidden: false, addEventListener: nothing, removeEventListener: nothing } });

/** Its `fetch` option hands it the bytes; `onerror` throws, which is how it documents to be kept from retrying. */
const subject: Subject = {
  name: "@microsoft/fetch-event-source",
  version: versionOf("@microsoft/fetch-event-source"),
  capabilities: ["event-type"],
  read(body) {
    const leaving = new AbortController();
    const queue = new EventQueue(() => leaving.abort());
    fetchEventSource("http://example.test/", {
      fetch: async () => new Response(body, { headers: { "content-type": "text/event-stream" } }),
      signal: leaving.signal,
      openWhenHidden: true,
      onmessage: ({ event, data, id }) => queue.push({ event: event || "message", data, id }),
      onerror: (error) => {
        throw error;
      },
    }).then(
      () => queue.end(),
      (error: unknown) => queue.end({ error }),
    );
    return queue;
  },
};

export default subject;
