import { setTimeout as wait } from "node:timers/promises";

/** What a process holds, in bytes. */
export interface Memory {
  /** On V8's heap, and in the buffers that it holds. */
  heap: number;
  /** Of the operating system, in whole pages and with all garbage. */
  rss: number;
}

/** After several collections: what one frees, the next may find more behind. */
export async function settled(): Promise<Memory> {
  if (!globalThis.gc) throw new Error("Expected --expose-gc");
  for (let i = 0; i < 5; i++) {
    await wait(50);
    globalThis.gc();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, rss };
}

/** After traffic: buffers that were sockets' go some collections later. Looks until the next look finds no less. */
export async function settledAfterTraffic(): Promise<Memory> {
  let memory = await settled();
  for (let looks = 0; looks < 5; looks++) {
    const next = await settled();
    if (next.heap > memory.heap - 20_000) return next;
    memory = next;
  }
  return memory;
}

/** The mean of one of so many, by what there was before and after. */
export const each = (before: Memory, after: Memory, count: number): Memory => ({
  heap: (after.heap - before.heap) / count,
  rss: (after.rss - before.rss) / count,
});
