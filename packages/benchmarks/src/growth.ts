/**
 * Time and memory against the size of one line: `node --expose-gc --conditions=@sse/source src/growth.ts`. Both must be straight lines.
 *
 * The line comes in chunks of 1 KiB, one array used for all, so that nothing but the decoder can hold memory.
 */
import { SSEDecoder } from "@sse/core";
import { median } from "./measure.ts";

export interface Growth {
  mebibytes: number;
  /** Milliseconds from the first byte to the event, the median of the rounds. */
  time: number;
  /** Bytes more on the heap just before the line ends, when all of it is held. */
  held: number;
}

const KIBI = 1024;

function decodeLine(mebibytes: number, beforeEnd: () => void): number {
  const chunk = new Uint8Array(KIBI).fill(0x61);
  const end = new TextEncoder().encode("\n\n");
  const started = performance.now();
  const decoder = new SSEDecoder({ maxEventSize: Number.POSITIVE_INFINITY });
  decoder.decode("data:");
  for (let i = 0; i < mebibytes * KIBI; i++) decoder.decode(chunk);
  const before = performance.now();
  beforeEnd();
  const paused = performance.now() - before;
  const [event] = decoder.decode(end);
  // Reading a character flattens what is still in pieces: that is part of the price.
  if (event?.data.length !== mebibytes * KIBI * KIBI || event.data.charCodeAt(event.data.length - 1) !== 0x61)
    throw new Error("Wrong event");
  return performance.now() - started - paused;
}

export function measureGrowth(sizes: number[], rounds: number, onResult: (growth: Growth) => void): void {
  const collect = globalThis.gc;
  decodeLine(1, () => undefined);
  for (const mebibytes of sizes) {
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) times.push(decodeLine(mebibytes, () => undefined));
    let held = Number.NaN;
    if (collect) {
      collect();
      const empty = process.memoryUsage().heapUsed;
      decodeLine(mebibytes, () => {
        collect();
        held = process.memoryUsage().heapUsed - empty;
      });
    }
    onResult({ mebibytes, time: median(times), held });
  }
}

if (import.meta.main) {
  let last: Growth | undefined;
  console.log("one line in 1 KiB chunks");
  measureGrowth([1, 2, 4, 8, 16, 25, 50, 64], 7, (growth) => {
    const { mebibytes, time, held } = growth;
    const perMebibyte = (time / mebibytes).toFixed(2);
    console.log(
      `${String(mebibytes).padStart(3)} MiB  ${time.toFixed(1).padStart(7)} ms  ${perMebibyte} ms a MiB  holds ${(held / mebibytes / KIBI / KIBI).toFixed(2)} bytes a byte` +
        (last && mebibytes === 2 * last.mebibytes ? `  ${(time / last.time).toFixed(2)} times the half` : ""),
    );
    last = growth;
  });
}
