import { ServerSentEvent, SSEDecoder } from "@sse/core";
import { type EncodableEvent, encodeComment, encodeEvent } from "@sse/core/encode";
import { random, randomStream } from "@sse/reference";
import { expect, test } from "vitest";

/** `SSE_RANDOM_EVENTS=1000000` for a thorough run. */
const count = Number(process.env.SSE_RANDOM_EVENTS ?? 20_000);

const pieces = [
  "a",
  "data",
  "data: ",
  "event: x",
  "id: 1",
  "retry: 1",
  ":",
  " ",
  "  ",
  "é",
  "中文",
  "😀",
  "\uFEFF",
  "\u2028",
  "\t",
  "\uFFFD",
  "1",
];
const lineEnds = ["\n", "\r", "\r\n", "\n\n", "\r\r", "\0"];

type Next = (below: number) => number;

function text(next: Next, from: readonly string[]): string {
  let result = "";
  for (let left = next(6); left > 0; left--) result += from[next(from.length)] ?? "";
  return result;
}

const maybe = <T>(next: Next, make: () => T): T | undefined => (next(3) === 0 ? undefined : make());

function randomEvent(next: Next): EncodableEvent {
  const event = maybe(next, () => text(next, pieces));
  const data = maybe(next, () => text(next, [...pieces, ...lineEnds]));
  const id = maybe(next, () => text(next, pieces));
  const retry = maybe(next, () => next(100_000));
  return (event ?? data ?? id ?? retry) ? { event, data, id, retry } : { data: "" };
}

/** What the decoder makes of events that were encoded one after the other, by the specification's #dispatchMessage. */
function expected(events: readonly EncodableEvent[]): ServerSentEvent[] {
  let lastEventId = "";
  return events.flatMap(({ event, data = event === undefined ? undefined : "", id, retry }) => {
    lastEventId = id ?? lastEventId;
    if (data === undefined || data === null) return [];
    return [new ServerSentEvent(event || "message", data.replace(/\r\n?/g, "\n"), lastEventId ?? "", retry ?? undefined)];
  });
}

test(`the decoder reads ${count} random events as they were encoded, in random cuts, with comments between them`, () => {
  const next = random(20_251_125);
  let delivered = 0;
  for (let done = 0; done < count; ) {
    const events = Array.from({ length: 1 + next(8) }, () => randomEvent(next));
    const wire = events
      .map((event) => (next(4) === 0 ? encodeComment(text(next, [...pieces, ...lineEnds])) : "") + encodeEvent(event))
      .join("");
    const bytes = new TextEncoder().encode(wire);
    const decoder = new SSEDecoder();
    const decoded: ServerSentEvent[] = [];
    for (let at = 0; at < bytes.length; ) {
      const length = 1 + next(30);
      decoded.push(...decoder.decode(bytes.subarray(at, at + length)));
      at += length;
    }
    expect(decoded, wire).toEqual(expected(events));
    expect(decoder.end(), wire).toBeUndefined();
    done += events.length;
    delivered += decoded.length;
  }
  expect(delivered).toBeGreaterThan(count / 2);
});

test("what the decoder reads from any stream is encoded to a stream with the same events", () => {
  let seen = 0;
  for (let seed = 1; seed <= 2_000; seed++) {
    const { chunks } = randomStream(seed);
    const decoder = new SSEDecoder();
    const events = chunks.flatMap((chunk) => decoder.decode(chunk)).filter(({ event }) => !event.includes("\0"));
    seen += events.length;
    expect(new SSEDecoder().decode(events.map(encodeEvent).join(""))).toEqual(events);
  }
  expect(seen).toBeGreaterThan(2_000);
});
