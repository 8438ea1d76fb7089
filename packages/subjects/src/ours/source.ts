import type { Connection, DeclaredCapability } from "@sse/conformance";
import type { EventSource } from "@sse/core";

/** What every adapter of ours can do. */
export const everything: readonly DeclaredCapability[] = [
  "event-type",
  "event-id",
  "last-event-id",
  "reconnection-time",
  "response",
  "method",
  "headers",
  "body",
  "signal",
  "send-last-event-id",
  "connect-timeout",
  "idle-timeout",
  "max-event-size",
];

/** An event source as the suite looks at it: its response under one name for every client. */
export function connectionOf(source: EventSource<unknown>): Connection {
  return {
    [Symbol.asyncIterator]: () => source[Symbol.asyncIterator](),
    close: () => source.close(),
    get lastEventId() {
      return source.lastEventId;
    },
    get reconnectionTime() {
      return source.reconnectionTime;
    },
    response: { status: source.status, headers: { get: (name) => source.headers.get(name.toLowerCase()) ?? null } },
  };
}
