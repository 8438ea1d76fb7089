import type { Subject } from "@sse/conformance";
import { EventSource } from "eventsource";
import { versionOf } from "../version.ts";
import { eventSource, firstStreamOf } from "./event-source-class.ts";

const url = "http://example.test/";

/** Its documented `fetch` option hands it the bytes, and adds header fields to the request. */
const subject: Subject = {
  name: "eventsource",
  version: versionOf("eventsource"),
  capabilities: ["event-type", "event-id", "headers"],
  read(body, init) {
    const response = { body, url, status: 200, redirected: false, headers: new Headers({ "content-type": "text/event-stream" }) };
    return firstStreamOf(new EventSource(url, { fetch: async () => response }), init);
  },
  ...eventSource((url, { headers }) =>
    headers
      ? new EventSource(url, { fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, ...headers } }) })
      : new EventSource(url),
  ),
};

export default subject;
