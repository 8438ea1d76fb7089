import { isSSEError, type SSEDecoder } from "@sse/core";
import { EventTooLarge, type RandomStream, ReferenceDecoder, randomStream } from "@sse/reference";
import { expect } from "vitest";

/** Everything that a program can see, call by call. */
function trace(Decoder: typeof SSEDecoder | typeof ReferenceDecoder, stream: RandomStream): unknown[] {
  const { chunks, ...options } = stream;
  const seen: unknown[] = [];
  const decoder = new Decoder({ ...options, lastEventId: "0", onComment: (comment) => seen.push(comment) });
  const see = (call: () => unknown) => {
    try {
      seen.push(call());
    } catch (error) {
      seen.push(isSSEError(error) || error instanceof EventTooLarge ? error.code : error);
    }
    seen.push(decoder.lastEventId, decoder.reconnectionTime, decoder.ownIds);
  };
  for (const chunk of chunks) see(() => decoder.decode(chunk));
  see(() => decoder.end());
  // After an error it is open how much of that chunk counts.
  if (!seen.includes("ERR_SSE_EVENT_TOO_LARGE")) seen.push("leftover" in decoder ? decoder.leftover : leftoverOf(stream));
  return seen;
}

/** The text after the last event: where that is, a reference decoder tells that is fed one character at a time. */
function leftoverOf({ chunks, emptyEvents, keepLeftover }: RandomStream): string {
  const reader = new ReferenceDecoder();
  const text = chunks.map((chunk) => reader.text(chunk)).join("") + reader.text("");
  const counter = new ReferenceDecoder({ emptyEvents });
  counter.atStart = false; // the byte order mark is gone
  let end = 0;
  for (let index = 0; index < text.length; index++) {
    if (counter.decode(text.charAt(index)).length > 0) end = index + 1;
  }
  // A CRLF that ends an event belongs to it as a whole.
  if (text[end - 1] === "\r" && text[end] === "\n") end++;
  return text.slice(end, end + keepLeftover);
}

/** Compares a decoder with the reference decoder on random streams, each cut in a random way. */
export function expectAgreement(Decoder: typeof SSEDecoder, count: number, firstSeed = 1): void {
  const kinds = { events: 0, errors: 0, comments: 0 };
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const stream = randomStream(seed);
    const expected = trace(ReferenceDecoder, stream);
    const actual = trace(Decoder, stream);
    // As JSON first, because `toEqual` takes longer than both decoders.
    if (JSON.stringify(actual) !== JSON.stringify(expected)) expect(actual, `seed ${seed}`).toEqual(expected);
    for (const part of expected) {
      if (Array.isArray(part)) kinds.events += part.length;
      else if (part === "ERR_SSE_EVENT_TOO_LARGE") kinds.errors++;
      else if (typeof part === "string") kinds.comments++;
    }
  }
  // Streams without events, errors and comments would show nothing.
  expect(Math.min(kinds.events, kinds.errors, kinds.comments)).toBeGreaterThan(count / 10);
}
