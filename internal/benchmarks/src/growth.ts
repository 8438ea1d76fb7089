import { SSEDecoder } from "@sse/core";
import { createParser } from "eventsource-parser";
import { median } from "./measure.ts";

/** One line of so many mebibytes. */
export interface LineGrowth {
  mebibytes: number;
  /** Milliseconds from the first byte to the event: the middle of the rounds. */
  time: number;
  /** Bytes more on the heap just before the line ends, when all of it is held. */
  held: number;
}

const KIBI = 1024;
/** Short lines are read as often as these mebibytes hold them: the compiler is to have seen as much of each. */
const SHORT = 32;

/** A decoder that is to give one event. */
type Reader = (onData: (data: string) => void) => (chunk: Uint8Array) => void;

export const readers: Record<string, Reader> = {
  "@sse/core": (onData) => {
    const decoder = new SSEDecoder({ maxEventSize: Number.POSITIVE_INFINITY });
    return (chunk) => {
      for (const { data } of decoder.decode(chunk)) onData(data);
    };
  },
  "eventsource-parser": (onData) => {
    const text = new TextDecoder();
    const parser = createParser({ onEvent: ({ data }) => onData(data) });
    return (chunk) => parser.feed(text.decode(chunk, { stream: true }));
  },
};

/** The line comes in chunks of 1 KiB, one array used for all, so that nothing but the decoder can hold memory. */
function decodeLine(reader: Reader, mebibytes: number, beforeEnd: () => void): number {
  const chunk = new Uint8Array(KIBI).fill(0x61);
  const utf8 = new TextEncoder();
  const [begin, end] = [utf8.encode("data:"), utf8.encode("\n\n")];
  let seen = false;
  const started = performance.now();
  const write = reader((data) => {
    // Reading a character flattens what is still in pieces: that is part of the price.
    seen = data.length === mebibytes * KIBI * KIBI && data.charCodeAt(data.length - 1) === 0x61;
  });
  write(begin);
  for (let i = 0; i < mebibytes * KIBI; i++) write(chunk);
  const before = performance.now();
  beforeEnd();
  const paused = performance.now() - before;
  write(end);
  if (!seen) throw new Error(`Expected one event of ${mebibytes} MiB`);
  return performance.now() - started - paused;
}

/** Time and memory that one line takes. */
export function lineGrowth(id: string, mebibytes: number, rounds: number): LineGrowth {
  const [reader, collect] = [readers[id], globalThis.gc];
  if (!reader || !collect) throw new Error(`Expected a decoder and --expose-gc, got ${id}`);
  const many = Math.ceil(SHORT / mebibytes);
  for (let i = 0; i < many; i++) decodeLine(reader, mebibytes, () => {});
  const times = Array.from({ length: rounds * many }, () => decodeLine(reader, mebibytes, () => {}));
  collect();
  const empty = process.memoryUsage().heapUsed;
  let held = Number.NaN;
  decodeLine(reader, mebibytes, () => {
    collect();
    held = process.memoryUsage().heapUsed - empty;
  });
  return { mebibytes, time: median(times), held };
}
