import type { Subject } from "@sse/conformance";
import { createEventSource } from "eventsource-client";
import { versionOf } from "../version.ts";
import { EventQueue } from "./event-queue.ts";

const url = "http://example.test/";

/** Its documented `fetch` option hands it the bytes; `lastEventId` of the client is the event's when it comes. */
const subject: Subject = {
  name: "eventsource-client",
  version: versionOf("eventsource-client"),
  capabilities: ["event-type", "event-id", "last-event-id"],
  read(body) {
    const queue: EventQueue = new EventQueue(() => client.close());
    const client = createEventSource({
      url,
      fetch: async () => ({ body, url, status: 200, redirected: false }),
      onMessage: ({ event = "message", data }) => queue.push({ event, data, id: client.lastEventId ?? "" }),
      onDisconnect: () => queue.end(),
    });
    return {
      [Symbol.asyncIterator]: () => queue[Symbol.asyncIterator](),
      get lastEventId() {
        return client.lastEventId ?? "";
      },
    };
  },
};

export default subject;
