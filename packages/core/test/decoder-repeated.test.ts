import { random } from "@sse/reference";
import { expect, test } from "vitest";
import { decodeChunks, utf8 } from "./chunkings.ts";

// Of a chunk that is one event and begins like the chunk before it, the decoder reads only the data. Whether it does mustn't show.

const heads = [
  "data: ",
  "data:",
  "event: a\ndata: ",
  "event: a\r\ndata: ",
  "event: b\ndata: ",
  "event:\ndata: ",
  "event: é\ndata: ",
  "unknown: 1\ndata: ",
  "data\nevent: a\ndata: ",
  "data: 1\nevent: ",
  "id: 1\ndata: ",
  "id: \0\ndata: ",
  "retry: 5\ndata: ",
  "retry: x\ndata: ",
  ": comment\ndata: ",
  `event: ${"long".repeat(20)}\ndata: `,
  "\ufeffdata: ",
];
const values = [
  "x",
  "",
  " x",
  "1\nid: 2",
  "1\rdata: 2",
  "1\n\ndata: 2",
  "\ufeffx",
  "déjà vu 漢字",
  "\0",
  "long ".repeat(20),
  "1\r",
  "data: 1",
];
const ends = ["\n\n", "\n\n", "\n\n", "\r\n\r\n", "\r\n\r\n", "\r\r", "\r\n\n", "\n\r\n", "\n", "", "\n\n: comment\n", "\n\n\n", "\n\r"];

test("20000 random sequences of chunks, many of which begin alike, are decoded like the same stream in one chunk", () => {
  for (let seed = 1; seed <= 20_000; seed++) {
    const next = random(seed);
    const oneOf = (list: readonly string[]): string => list[next(list.length)] as string;
    const [head, end] = [oneOf(heads), oneOf(ends)];
    // Long enough now and then that the decoder stops comparing beginnings, and compares again.
    const chunks = Array.from({ length: 2 + next(seed % 20 ? 5 : 120) }, () =>
      [next(4) ? head : oneOf(heads), oneOf(values), next(4) ? end : oneOf(ends)].join(""),
    );
    const options = { maxEventSize: next(4) ? 1000 : 5 + next(60), emptyEvents: next(2) === 0 };
    const apart = seen(chunks, options);
    // Where the limit is exceeded, it depends on the cuts which events come first.
    if (apart !== "too large") expect(apart, JSON.stringify(chunks)).toEqual(seen([chunks.join("")], options));
  }
});

function seen(chunks: readonly string[], options: { maxEventSize: number; emptyEvents: boolean }): unknown {
  try {
    return decodeChunks(chunks.map(utf8), options);
  } catch {
    return "too large";
  }
}

test.each([
  ["no space after the colon, then one", ["data:x\n\n", "data: x\n\n"], ["x", "x"]],
  ["a byte of a character that the last chunk has cut", ["data: x\n\n", "data: x\n\n", [0xc3], "data: x\n\n"], ["x", "x"]],
  ["invalid UTF-8 at the end of the data", ["data: x\n\n", [...utf8("data: "), 0xe6, 0xbc, 10, 10]], ["x", "\ufffd"]],
])("%s", (_, chunks, expected) => {
  const bytes = chunks.map((chunk) => (typeof chunk === "string" ? utf8(chunk) : Uint8Array.from(chunk)));
  expect(decodeChunks(bytes).events.map(({ data }) => data)).toEqual(expected);
});

test("a head that repeats keeps its type and the last event ID", () => {
  const delta = "event: delta\ndata: 1\n\n";
  const { events } = decodeChunks(["id: 7\n\n", delta, delta, "id: 8\n\n", delta, "data: 1\n\n", delta].map(utf8));
  expect(events.map(({ event, data, id }) => `${event} ${data} ${id}`)).toEqual([
    "delta 1 7",
    "delta 1 7",
    "delta 1 8",
    "message 1 8",
    "delta 1 8",
  ]);
});
