import { isSSEError, SSEDecoder } from "@sse/core";
import { EventTooLarge, type RandomStream, ReferenceDecoder, randomStream } from "@sse/reference";
import { expect, test } from "vitest";

/** `SSE_RANDOM_STREAMS=100000` for a thorough run, `SSE_RANDOM_SEED` to begin where another one stopped. */
const count = Number(process.env.SSE_RANDOM_STREAMS ?? 5000);
const firstSeed = Number(process.env.SSE_RANDOM_SEED ?? 1);

/** Everything that a program can see, call by call. */
function trace(Decoder: typeof SSEDecoder | typeof ReferenceDecoder, { chunks, ...limits }: RandomStream): unknown[] {
  const seen: unknown[] = [];
  const decoder = new Decoder({ ...limits, lastEventId: "0", onComment: (comment) => seen.push(comment) });
  const see = (call: () => unknown) => {
    try {
      seen.push(call());
    } catch (error) {
      seen.push(isSSEError(error) || error instanceof EventTooLarge ? error.code : error);
    }
    seen.push(decoder.lastEventId, decoder.reconnectionTime);
  };
  for (const chunk of chunks) see(() => decoder.decode(chunk));
  see(() => decoder.end());
  return seen;
}

test(`${count} random streams in random cuts agree with the reference decoder`, { timeout: 60_000 + count }, () => {
  const kinds = { events: 0, faults: 0, comments: 0 };
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const stream = randomStream(seed);
    const expected = trace(ReferenceDecoder, stream);
    const actual = trace(SSEDecoder, stream);
    // JSON first: comparing by `toEqual` costs more than both decoders.
    if (JSON.stringify(actual) !== JSON.stringify(expected)) expect(actual, `seed ${seed}`).toEqual(expected);
    for (const part of expected) {
      if (Array.isArray(part)) kinds.events += part.length;
      else if (part === "ERR_SSE_EVENT_TOO_LARGE") kinds.faults++;
      else if (typeof part === "string") kinds.comments++;
    }
  }
  // The comparison would be worth nothing if the streams held nothing.
  expect(Math.min(kinds.events, kinds.faults, kinds.comments)).toBeGreaterThan(count / 10);
});
