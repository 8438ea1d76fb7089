import { type ConnectInit, type Connection, pushConnection, type Subject } from "@sse/conformance";
import { EventSource } from "launchdarkly-eventsource";
import { versionOf } from "../version.ts";

/** @param once - whether the connection is over when its first stream is */
function open(url: string, { method, headers, body, lastEventId, eventTypes }: ConnectInit, once: boolean): Promise<Connection> {
  const position = lastEventId === undefined ? {} : { "Last-Event-ID": lastEventId };
  return pushConnection(({ open, event, end, fail }) => {
    const source = new EventSource(url, {
      headers: { ...headers, ...position },
      initialRetryDelayMillis: 50,
      ...(method !== undefined && { method }),
      ...(body !== undefined && { body }),
    });
    let failure = new Error("it has closed itself");
    for (const type of new Set(["message", ...eventTypes])) {
      source.addEventListener(type, ({ data, lastEventId }) => {
        if (data !== undefined && lastEventId !== undefined) event({ event: type, data, id: lastEventId });
      });
    }
    source.addEventListener("open", () => open());
    source.addEventListener("end", ({ data }) => {
      if (data === undefined && once) end();
    });
    source.addEventListener("error", (error) => {
      if (error.data !== undefined) return;
      failure = new Error(error.message, { cause: error });
      if (once) fail(failure);
    });
    source.addEventListener("closed", () => fail(failure));
    return () => source.close();
  });
}

const subject: Subject = {
  name: "launchdarkly-eventsource",
  version: versionOf("launchdarkly-eventsource"),
  capabilities: ["event-type", "event-id", "method", "headers", "body", "send-last-event-id"],
  policies: { noContent: "throws", serverErrors: "retried", brokenStreams: "end", delivery: "pushed" },
  connect: (url, init) => open(url, init, true),
  reconnect: (url, init) => open(url, init, false),
};

export default subject;
