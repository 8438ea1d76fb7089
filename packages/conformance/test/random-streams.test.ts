import { SSEDecoder } from "@sse/core";
import { expect, it } from "vitest";
import { decodeByTheBook } from "../vectors/reference.ts";

/** What random streams are put together from: whatever means something to a decoder, alone and beside anything else. */
const pieces: readonly (string | readonly number[])[] = [
  ...["data", "event", "id", "retry", "dat", "Data", "foo", ":", ": ", "::", " ", "\n", "\n", "\n\n", "\r", "\r\n", "\r\n\r\n", "\r\r"],
  ...[
    "data: x\n\n",
    "data: y\r\n",
    "id: 1\n",
    "event: e\n",
    "retry: 10\n",
    "data:\n",
    "data\n",
    ":c\n",
    "0",
    "7",
    "a",
    "é",
    "你",
    "🎉",
    "\u0000",
    "\ufeff",
    "\u2028",
  ],
  ...[[0x80], [0xff], [0xc3], [0xe4, 0xbd], [0xf0, 0x9f, 0x8e], [0xed, 0xa0, 0x80], [0xef, 0xbb], [0xef], [0xe0, 0x80], [0xf4, 0x90]],
];

/** mulberry32: the same streams in every run. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

it("core's decoder makes of random streams, cut at random, what the specification's steps make of them", { timeout: 60_000 }, () => {
  const random = generator(2_024);
  const utf8 = new TextEncoder();
  for (let round = 0; round < 10_000; round++) {
    const parts = Array.from({ length: 1 + random(24) }, () => pieces[random(pieces.length)] ?? "");
    const bytes = Uint8Array.from(parts.flatMap((part) => [...(typeof part === "string" ? utf8.encode(part) : part)]));
    const expected = decodeByTheBook(bytes);

    const cuts = Array.from({ length: random(5) }, () => random(bytes.length + 1)).sort((a, b) => a - b);
    const decoder = new SSEDecoder();
    const chunks = [...cuts, bytes.length].map((end, i) => bytes.subarray(cuts[i - 1] ?? 0, end));
    const events = chunks.flatMap((chunk) => decoder.decode(chunk).map(({ event, data, id }) => ({ event, data, id })));
    const { lastEventId, reconnectionTime } = decoder;
    expect({ events, lastEventId, reconnectionTime }, JSON.stringify(chunks.map((chunk) => [...chunk]))).toEqual(expected);
  }
});
