import type { Subject } from "@sse/conformance";
import { EventSource } from "launchdarkly-eventsource";
import { versionOf } from "../version.ts";
import { EventQueue } from "./event-queue.ts";
import { serveOnce } from "./loopback.ts";

/** It reconnects whenever a stream ends; its event `end` says so first. */
const subject: Subject = {
  name: "launchdarkly-eventsource",
  version: versionOf("launchdarkly-eventsource"),
  capabilities: ["event-type", "event-id"],
  async *read(body, { eventTypes }) {
    const source = new EventSource(await serveOnce(body));
    const queue = new EventQueue(() => source.close());
    for (const type of new Set(["message", ...eventTypes])) {
      source.addEventListener(type, ({ data, lastEventId }) => {
        if (data !== undefined && lastEventId !== undefined) queue.push({ event: type, data, id: lastEventId });
      });
    }
    source.addEventListener("end", ({ data }) => {
      if (data === undefined) queue.end();
    });
    source.addEventListener("error", (error) => {
      if (error.data === undefined) queue.end({ error: new Error(error.message, { cause: error }) });
    });
    yield* queue;
  },
};

export default subject;
