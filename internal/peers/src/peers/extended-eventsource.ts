import type { Subject } from "@sse/conformance";
import { EventSource } from "extended-eventsource";
import { versionOf } from "../version.ts";
import { eventSource, firstStreamOf } from "./event-source-class.ts";

/** Its documented `fetch` option hands it the bytes. */
const subject: Subject = {
  name: "extended-eventsource",
  version: versionOf("extended-eventsource"),
  capabilities: ["event-type", "event-id", "method", "headers", "body"],
  read(body, init) {
    const response = new Response(body, { headers: { "content-type": "text/event-stream" } });
    return firstStreamOf(new EventSource("http://example.test/", { fetch: async () => response, disableLogger: true }), init);
  },
  ...eventSource((url, request) => new EventSource(url, { ...request, retry: 50, disableLogger: true })),
};

export default subject;
