import type { Connection, DecodeInit } from "@sse/conformance";
import { EventQueue } from "./event-queue.ts";

/** What classes after the specification's `EventSource` have in common. */
interface EventSourceLike {
  addEventListener(type: string, listener: (event: Event) => void): void;
  close(): void;
}

/** One stream of an `EventSource`: its first `error` that is no message means that the stream has ended, and that it is about to reconnect. */
export function firstStreamOf(source: EventSourceLike, { eventTypes }: DecodeInit): Connection {
  const queue = new EventQueue(() => source.close());
  let lastEventId = "";
  for (const type of new Set(["message", ...eventTypes])) {
    source.addEventListener(type, (event) => {
      if (!("data" in event) || !("lastEventId" in event)) return;
      lastEventId = String(event.lastEventId);
      queue.push({ event: event.type, data: String(event.data), id: lastEventId });
    });
  }
  source.addEventListener("error", (event) => {
    if ("data" in event && "lastEventId" in event) return;
    source.close();
    queue.end();
  });
  return {
    [Symbol.asyncIterator]: () => queue[Symbol.asyncIterator](),
    close() {
      source.close();
      queue.end();
    },
  };
}
