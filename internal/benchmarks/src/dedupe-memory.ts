import { randomUUID } from "node:crypto";
import { connect, reconnect, type Transport } from "@sse/core";
import { settled } from "./clients/memory.ts";

/** More than `dedupe` remembers. */
const EVENTS = 1_200;
const CHUNK = 64 * 1024;

/** An event stream that begins every chunk of 64 KiB with an event whose ID is a UUID, and stays open. `onEnd` is called after the last. */
function uuids(onEnd: () => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let sent = 0;
  return new ReadableStream(
    {
      pull(controller) {
        if (sent++ === EVENTS) return onEnd();
        const chunk = new Uint8Array(CHUNK).fill(0x61);
        chunk.set(encoder.encode(`id: ${randomUUID()}\ndata: x\n\n:`));
        chunk[CHUNK - 1] = 0x0a;
        controller.enqueue(chunk);
      },
    },
    { highWaterMark: 0 },
  );
}

/** Bytes on the heap for each of so many open sources with `dedupe`, when each remembers as many UUIDs as it can. */
export async function dedupeMemory(sources: number): Promise<number> {
  const before = await settled();
  let events = 0;
  const open = Array.from({ length: sources }, () => {
    let full = (): void => {};
    const isFull = new Promise<void>((resolve) => {
      full = resolve;
    });
    const transport: Transport<Response> = async () => {
      const raw = new Response(uuids(full), { headers: { "content-type": "text/event-stream" } });
      return { status: raw.status, headers: raw.headers, body: raw.body, raw };
    };
    const source = reconnect((resume) => connect(transport, "GET", "http://127.0.0.1/", resume), { dedupe: true });
    const reading = (async () => {
      for await (const _ of source) events++;
    })();
    return { source, reading, isFull };
  });
  await Promise.all(open.map(({ isFull }) => isFull));
  const after = await settled();
  for (const { source } of open) source.close();
  await Promise.all(open.map(({ reading }) => reading));
  if (events !== sources * EVENTS) throw new Error(`Expected ${sources * EVENTS} events, got ${events}`);
  return (after.heap - before.heap) / sources;
}
