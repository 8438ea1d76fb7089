import { expect, test } from "vitest";
import { ReferenceDecoder, randomStream } from "../src/index.ts";

const seen = (chunks: readonly (Uint8Array | string)[]): unknown => {
  const decoder = new ReferenceDecoder();
  const events = chunks.flatMap((chunk) => decoder.decode(chunk));
  const { lastEventId, reconnectionTime } = decoder;
  return { events, lastEventId, reconnectionTime, unfinished: decoder.end() };
};

// https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
test("the reference decoder reads the specification's own examples (#event-stream-interpretation)", () => {
  const stream = ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n";
  expect(seen([stream])).toEqual({
    events: [
      { event: "message", data: "first event", id: "1", retry: undefined },
      { event: "message", data: "second event", id: "", retry: undefined },
    ],
    lastEventId: "",
    reconnectionTime: undefined,
    unfinished: { event: "message", data: " third event", id: "", retry: undefined },
  });
});

test("the reference decoder makes the same of a stream however it is cut", () => {
  for (let seed = 1; seed <= 1_000; seed++) {
    const chunks = randomStream(seed).chunks.filter((chunk) => typeof chunk !== "string");
    const bytes = Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
    expect(seen(chunks), `seed ${seed}`).toEqual(seen([bytes]));
  }
});
