import { type ConnectInit, type Connection, pushConnection, type Subject, type SubjectEvent } from "@sse/conformance";
import { createEventSource, type EventSourceOptions } from "eventsource-client";
import { versionOf } from "../version.ts";

/** @param once - whether the connection is over when the client is about to reconnect */
function open(options: EventSourceOptions, once: boolean): Promise<Connection> {
  return pushConnection(({ open, event, end }) => {
    const client = createEventSource({
      ...options,
      onConnect() {
        open({
          get lastEventId() {
            return client.lastEventId ?? "";
          },
        });
      },
      // `lastEventId` of the client is the event's when it comes.
      onMessage: ({ event: type = "message", data }) => event({ event: type, data, id: client.lastEventId ?? "" }),
      onScheduleReconnect: () => {
        if (once) end();
      },
      // It closes itself after a 204.
      onDisconnect: () =>
        queueMicrotask(() => {
          if (client.readyState === "closed") end();
        }),
    });
    return () => client.close();
  });
}

const optionsOf = (url: string, { method, headers, body, lastEventId }: ConnectInit): EventSourceOptions => ({
  url,
  ...(method !== undefined && { method }),
  ...(headers && { headers }),
  ...(body !== undefined && { body }),
  ...(lastEventId !== undefined && { initialLastEventId: lastEventId }),
});

const url = "http://example.test/";

/** Its documented `fetch` option hands it the bytes. */
const subject: Subject = {
  name: "eventsource-client",
  version: versionOf("eventsource-client"),
  capabilities: ["event-type", "event-id", "last-event-id", "method", "headers", "body", "send-last-event-id"],
  policies: {
    redirects: "followed",
    compression: "decompressed",
    noContent: "ends",
    brokenStreams: "end",
    delivery: "pushed",
  },
  read(body) {
    let connection: Connection | undefined;
    return {
      async *[Symbol.asyncIterator](): AsyncGenerator<SubjectEvent> {
        connection = await open({ url, fetch: async () => ({ body, url, status: 200, redirected: false }) }, true);
        yield* connection;
      },
      get lastEventId() {
        return connection?.lastEventId ?? "";
      },
    };
  },
  connect: (url, init) => open(optionsOf(url, init), true),
  reconnect: (url, init) => open(optionsOf(url, init), false),
};

export default subject;
