import { SSEDecoder, type SSEDecoderOptions } from "@sse/core";
import { describe, expect, test } from "vitest";
import { utf8 } from "./chunkings.ts";

/** What is left over, before and after `end()`. Fails unless it is the same for every way to cut the stream. */
function leftoverOf(stream: string | Uint8Array, options: SSEDecoderOptions = { keepLeftover: 1000 }): string {
  const bytes = typeof stream === "string" ? utf8(stream) : stream;
  const run = (chunks: Uint8Array[]): string => {
    const decoder = new SSEDecoder(options);
    for (const chunk of chunks) decoder.decode(chunk);
    const { leftover } = decoder;
    decoder.end();
    expect(decoder.leftover, "after end()").toBe(leftover);
    return leftover;
  };
  const whole = run([bytes]);
  expect(run(Array.from(bytes, (byte) => Uint8Array.of(byte))), "one byte at a time").toBe(whole);
  for (let at = 0; at <= bytes.length; at++) {
    expect(run([bytes.subarray(0, at), bytes.subarray(at)]), `cut at byte ${at}`).toBe(whole);
  }
  return whole;
}

describe("leftover", () => {
  test.each([
    ["an error as JSON", '{"error":{"message":"overloaded"}}'],
    ["a page", "<html>\r\n<body>502 Bad Gateway</body>\r\n</html>\r\n"],
    ["an event that was cut off", 'event: message_stop\ndata: {"type":"mess'],
    ["comments and fields", ": ping\n\nid: 7\nretry: 10\n\n"],
    ["other line ends", "\rdata: 1\rid: 2\r\nx\r"],
    ["one short line", "{}"],
    ["text that isn't ASCII", "data: é中😀\nid: é"],
  ])("is what follows the last event, as it came: %s", (_, text) => {
    expect(leftoverOf(text)).toBe(text);
    expect(leftoverOf(`data: 1\n\n${text}`)).toBe(text);
    expect(leftoverOf(`event: e\ndata: 1\n\ndata: 2\n\n${text}`)).toBe(text);
  });

  test("is empty after an event", () => {
    expect(leftoverOf("{}\ndata: 1\n\n")).toBe("");
    expect(leftoverOf("data: 1\r\n\r\n")).toBe("");
    expect(leftoverOf("data: 1\r\r")).toBe("");
  });

  test("a line feed that belongs to the line end of an event isn't left over, one that belongs to another line end is", () => {
    expect(leftoverOf("data: 1\r\n\r\nx")).toBe("x");
    expect(leftoverOf("data: 1\r\n\r\n\r\nx\r\n")).toBe("\r\nx\r\n");
  });

  test("a block that dispatches nothing is left over", () => {
    expect(leftoverOf("data: 1\n\nid: 2\n\n")).toBe("id: 2\n\n");
    expect(leftoverOf("data: 1\n\nid: 2\n\n", { keepLeftover: 1000, emptyEvents: true })).toBe("");
  });

  test("is cut after `keepLeftover` characters", () => {
    expect(leftoverOf("data: 1\n\n1234567890\n1234567890", { keepLeftover: 12 })).toBe("1234567890\n1");
    expect(leftoverOf("data: 1\n\nééééé", { keepLeftover: 3 })).toBe("ééé");
    expect(leftoverOf(`data: 1\n\n${"x".repeat(500)}`, { keepLeftover: Number.POSITIVE_INFINITY })).toBe("x".repeat(500));
  });

  test.each([undefined, null, 0])("isn't kept with keepLeftover: %s", (keepLeftover) => {
    expect(leftoverOf("data: 1\n\n{}", { keepLeftover })).toBe("");
  });

  test("a byte order mark isn't left over, and a character that was cut is one U+FFFD", () => {
    expect(leftoverOf("\uFEFF{}")).toBe("{}");
    expect(leftoverOf("\uFEFF")).toBe("");
    expect(leftoverOf(Uint8Array.of(...utf8("data: 1\n\ndata: "), 0xf0, 0x9f, 0x98))).toBe("data: \uFFFD");
  });

  test("is known after an error", () => {
    const decoder = new SSEDecoder({ keepLeftover: 12, maxEventSize: 20 });
    decoder.decode(`data: 1\n\ndata: ${"2".repeat(30)}\n\n`);
    expect(decoder.leftover).toBe("data: 222222");
    expect(() => decoder.decode("")).toThrow("maxEventSize");
    expect(decoder.leftover).toBe("data: 222222");
  });

  test("is up to date when an event is handed over", () => {
    const seen: string[] = [];
    const decoder = new SSEDecoder({ keepLeftover: 10 });
    decoder.feed(utf8("data: 1\n\ndata: 2\n\ndata: 3"), () => seen.push(decoder.leftover));
    expect(seen).toEqual(["data: 2\n\nd", "data: 3"]);
  });

  test.each([
    [-1, RangeError, "a number of characters, got -1"],
    [Number.NaN, RangeError, "a number of characters, got NaN"],
    ["10", TypeError, "a number of characters, got string"],
  ])("keepLeftover: %j is refused", (keepLeftover, error, message) => {
    // @ts-expect-error: one of them isn't a number
    const options: SSEDecoderOptions = { keepLeftover };
    expect(() => new SSEDecoder(options)).toThrow(error);
    expect(() => new SSEDecoder(options)).toThrow(`keepLeftover: expected ${message}`);
  });
});

describe("ownIds", () => {
  test("counts the events with a valid `id` field of their own (#processField, #dispatchMessage), so that an event's own ID can be told from one that it inherits", () => {
    const decoder = new SSEDecoder({ lastEventId: "0" });
    const seen: [data: string, ownIds: number][] = [];
    const stream = "data: a\n\nid: 1\ndata: b\n\ndata: c\n\nid\ndata: d\n\nid: \0\ndata: e\n\nid: 2\nid: 3\n\ndata: f\n\nidx: 4\nid: 5\n";
    decoder.feed(utf8(stream), (event) => seen.push([event.data, decoder.ownIds]));
    expect(seen).toEqual([
      ["a", 0],
      ["b", 1],
      ["c", 1],
      ["d", 2],
      ["e", 2],
      ["f", 2],
    ]);
    expect(decoder.ownIds).toBe(2);
  });

  test("end() doesn't count a line that was cut off", () => {
    const decoder = new SSEDecoder();
    decoder.decode("data: a\nid: 1");
    expect(decoder.end()?.id).toBe("1");
    expect(decoder.ownIds).toBe(0);
  });
});
