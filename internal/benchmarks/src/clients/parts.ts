import { SSEDecoder } from "@sse/core";
import { event } from "./event.ts";

/** The server's bytes again, cut as a client gave them. One memory for all: the decoder reads it, the processor's caches are as after a socket's read. */
export function sameChunks(lengths: readonly number[]): Uint8Array[] {
  const longest = Math.max(...lengths.slice(0, 50_000), 65_536);
  const bytes = new Uint8Array(longest * 2 + event.length).map((_, index) => event[index % event.length] ?? 0);
  let at = 0;
  return lengths.map((length) => {
    const from = at % event.length;
    at += length;
    return bytes.subarray(from, from + length);
  });
}

/** The decoder by itself, on chunks that are there. */
export function decodeAlone(chunks: readonly Uint8Array[], onEvent: (data: string) => void): void {
  const decoder = new SSEDecoder();
  for (const chunk of chunks) for (const { data } of decoder.decode(chunk)) onEvent(data);
}

/** A `for await` step an event, over an iterator that has nothing to do. */
export async function bareLoop(count: number): Promise<void> {
  let given = 0;
  const value = {};
  const iterator: AsyncIterableIterator<object> = {
    next: () => Promise.resolve(given++ < count ? { done: false, value } : { done: true, value: undefined }),
    [Symbol.asyncIterator]: () => iterator,
  };
  let seen = 0;
  for await (const _ of iterator) seen++;
  if (seen !== count) throw new Error(`Expected ${count} steps, got ${seen}`);
}
