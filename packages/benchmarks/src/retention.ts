/**
 * What one kept string keeps alive: `node --expose-gc --conditions=@sse/source src/retention.ts`.
 *
 * A program that keeps one event in many keeps, in V8, the text of each event's chunk: a string that was cut out of another is a view of it.
 * What of an event it keeps makes the difference, and this measures it.
 */
import { type ServerSentEvent, SSEDecoder } from "@sse/core";

/** Bytes on the heap for each kept thing, one of each chunk. */
export function retained(chunkSize: number, keep: (event: ServerSentEvent, decoder: SSEDecoder) => unknown): number {
  const collect = globalThis.gc;
  if (!collect) throw new Error("Expected --expose-gc");
  const block = "event: content_block_delta\nid: 0123456789-0123456789\ndata: an event whose data are forty characters.\n\n";
  const chunk = new TextEncoder().encode(block.repeat(Math.max(1, Math.floor(chunkSize / block.length))));
  const decoder = new SSEDecoder();
  const kept: unknown[] = new Array(500).fill(undefined);
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < kept.length; i++) {
    const [event] = decoder.decode(chunk);
    if (event) kept[i] = keep(event, decoder);
  }
  collect();
  const after = process.memoryUsage().heapUsed;
  if (kept[0] === undefined) throw new Error("Nothing was kept");
  return (after - before) / kept.length;
}

export const kinds: Record<string, (event: ServerSentEvent, decoder: SSEDecoder) => unknown> = {
  "the event": (event) => event,
  "its data": (event) => event.data,
  "its data, copied": (event) => structuredClone(event.data),
  "its type": (event) => event.event,
  "its id": (event) => event.id,
  "the decoder's lastEventId": (_, decoder) => decoder.lastEventId,
};

if (import.meta.main) {
  for (const size of [100, 1024, 16 * 1024, 64 * 1024]) {
    console.log(`one of each chunk of ${size} bytes keeps`);
    for (const [name, keep] of Object.entries(kinds))
      console.log(`  ${name.padEnd(28)} ${retained(size, keep).toFixed(0).padStart(7)} bytes`);
  }
}
