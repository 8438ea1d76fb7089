import type { Subject } from "@sse/conformance";
import { EventSource } from "eventsource";
import ReconnectingEventSource from "reconnecting-eventsource";
import { versionOf } from "../version.ts";
import { eventSource } from "./event-source-class.ts";

/** It needs an `EventSource`: here the one of the package `eventsource`. After an error that this one doesn't recover from, it makes another. */
const subject: Subject = {
  name: "reconnecting-eventsource",
  version: `${versionOf("reconnecting-eventsource")} (eventsource ${versionOf("eventsource")})`,
  capabilities: ["event-type", "event-id"],
  ...eventSource((url) => new ReconnectingEventSource(url, { eventSourceClass: EventSource, max_retry_time: 100 })),
};

export default { ...subject, policies: { ...subject.policies, serverErrors: "retried" } } satisfies Subject;
