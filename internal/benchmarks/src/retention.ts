import { setImmediate as nextTurn } from "node:timers/promises";
import { type ServerSentEvent, SSEDecoder } from "@sse/core";

type Keep = (event: ServerSentEvent, decoder: SSEDecoder) => unknown;

/** What a program may keep of an event. */
export const kinds: Record<string, Keep> = {
  "the event": (event) => event,
  "its data": (event) => event.data,
  "its data, copied": (event) => structuredClone(event.data),
  "its type": (event) => event.event,
  "its id": (event) => event.id,
  "the decoder's lastEventId": (_, decoder) => decoder.lastEventId,
};

/** Of how many events of a chunk it keeps that. */
type Share = "one" | "all";

const block = "event: content_block_delta\nid: 0123456789-0123456789\ndata: an event whose data are forty characters.\n\n";

/**
 * Bytes on the heap for each kept thing. In V8 a string that was cut out of another is a view of it: what is kept of one event may keep the
 * text of its whole chunk.
 */
export async function retained(chunkSize: number, share: Share, keep: Keep): Promise<number> {
  const perChunk = Math.max(1, Math.floor(chunkSize / block.length));
  const chunk = new TextEncoder().encode(block.repeat(perChunk));
  const chunks = share === "one" ? 1000 : Math.ceil(20_000 / perChunk);
  const decoder = new SSEDecoder();
  const kept: unknown[] = [];
  const before = await used();
  for (let i = 0; i < chunks; i++) {
    const events = decoder.decode(chunk);
    for (const event of share === "all" ? events : events.slice(0, 1)) kept.push(keep(event, decoder));
  }
  const after = await used();
  if (kept[0] === undefined) throw new Error("Nothing was kept");
  return (after - before) / kept.length;
}

/** Bytes on the heap. Collected with nothing on the stack, which might hold what is over. */
async function used(): Promise<number> {
  if (!globalThis.gc) throw new Error("Expected --expose-gc");
  await nextTurn();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}
