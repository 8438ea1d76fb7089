import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { EventSource } from "@sse/core";
import { expect, test } from "vitest";

setFlagsFromString("--expose-gc");
const gc: () => void = runInNewContext("gc");

const EVENTS = 600;
const block = (index: number): string => `id: 0123456789-0123456789-${index}\ndata: ${"x".repeat(60)}\n\n`;
const burst = new TextEncoder().encode(Array.from({ length: EVENTS }, (_, index) => block(index)).join(""));

/** A source that has read a burst of one chunk, and waits for more. */
async function idleSource(): Promise<AsyncIterator<unknown>> {
  const body = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(burst.slice()) });
  const iterator = new EventSource(new Response(body, { headers: { "content-type": "text/event-stream" } })).iterSSE();
  for (let events = 0; events < EVENTS; events++) await iterator.next();
  void iterator.next();
  await nextTurn();
  return iterator;
}

async function heap(): Promise<number> {
  for (let i = 0; i < 5; i++) {
    await nextTurn();
    gc();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

// A string that was cut out of another keeps it alive in V8, so the last event's ID could keep the whole burst.
test("an idle source keeps nothing of the chunk that it read last", async () => {
  const sources = [await idleSource()];
  const before = await heap();
  for (let i = 0; i < 100; i++) sources.push(await idleSource());
  expect(((await heap()) - before) / 100).toBeLessThan(burst.length / 3);
  expect(sources).toHaveLength(101);
});
