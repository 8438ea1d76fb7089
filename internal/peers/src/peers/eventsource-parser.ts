import type { Subject, SubjectEvent } from "@sse/conformance";
import { createParser } from "eventsource-parser";
import { versionOf } from "../version.ts";

/** Fed through a streaming `TextDecoder`, as its stream form documents; `onId` gives the last event ID, as it documents too. */
const subject: Subject = {
  name: "eventsource-parser",
  version: versionOf("eventsource-parser"),
  capabilities: ["event-type", "event-id", "last-event-id", "reconnection-time"],
  decode() {
    const text = new TextDecoder();
    let events: SubjectEvent[] = [];
    let lastEventId = "";
    let reconnectionTime: number | undefined;
    const parser = createParser({
      onEvent: ({ event = "message", data }) => events.push({ event, data, id: lastEventId }),
      onId: (id) => {
        lastEventId = id;
      },
      onRetry: (milliseconds) => {
        reconnectionTime = milliseconds;
      },
    });
    return {
      decode(chunk) {
        events = [];
        parser.feed(text.decode(chunk, { stream: true }));
        return events;
      },
      get lastEventId() {
        return lastEventId;
      },
      get reconnectionTime() {
        return reconnectionTime;
      },
    };
  },
};

export default subject;
