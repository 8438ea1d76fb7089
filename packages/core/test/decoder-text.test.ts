import { ServerSentEvent, SSEDecoder } from "@sse/core";
import { describe, expect, test } from "vitest";
import { dataOf, decodeChunks, decodeCutAnywhere, utf8 } from "./chunkings.ts";

const bytes = (...parts: (string | number)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...utf8(part)] : [part])));

describe("line ends (#parsing-an-event-stream)", () => {
  test.each([
    ["LF", "\n"],
    ["CR", "\r"],
    ["CRLF", "\r\n"],
  ])("%s alone", (_, eol) => {
    const lines = ["data: a", "data: b", "", "event: x", ": note", "data: c", "id: 1", "retry: 2", "", "", "data", "", ""];
    const { events, comments } = decodeCutAnywhere(lines.join(eol));
    expect(events).toEqual([
      new ServerSentEvent("message", "a\nb"),
      new ServerSentEvent("x", "c", "1", 2),
      new ServerSentEvent("message", "", "1"),
    ]);
    expect(comments).toEqual(["note"]);
  });

  test("mixed, every pair", () => {
    const ends = ["\n", "\r", "\r\n"];
    for (const first of ends) {
      for (const second of ends) {
        // CR and LF in a row are one line end, not two.
        const expected = first === "\r" && second === "\n" ? ["a\nb"] : ["a", "b"];
        expect(dataOf(`data: a${first}${second}data: b\n\n`)).toEqual(expected);
      }
    }
  });

  test("LF CR is two line ends, and so is CR LF CR LF", () => {
    expect(dataOf("data: a\n\rdata: b\r\n\r\n")).toEqual(["a", "b"]);
  });

  test("a line that ends in CR is complete at once, and an LF that follows isn't a second line end", () => {
    const decoder = new SSEDecoder();
    expect(decoder.decode("data: a\r\r")).toHaveLength(1);
    expect(decoder.decode("\ndata: b\r")).toHaveLength(0);
    expect(decoder.decode("\n\r")).toHaveLength(1);
    expect(decoder.decode("\n\n\n")).toHaveLength(0);
  });

  test("an empty chunk between CR and LF changes nothing", () => {
    expect(decodeChunks(["data: a\r", "", new Uint8Array(0), "\ndata: b\r\n", "\r\n"]).events).toEqual([
      new ServerSentEvent("message", "a\nb"),
    ]);
  });

  test("other separators of Unicode are text", () =>
    expect(dataOf("data: a\u0085\u2028\u2029\v\fb\n\n")).toEqual(["a\u0085\u2028\u2029\v\fb"]));
});

describe("the byte order mark (#event-stream-interpretation)", () => {
  test("one is stripped", () => expect(dataOf("\uFEFFdata: a\n\n")).toEqual(["a"]));
  test("of two, the second is part of the first line", () => expect(dataOf("\uFEFF\uFEFFdata: a\n\ndata: b\n\n")).toEqual(["b"]));
  test("one in the middle of the stream is text", () => {
    expect(dataOf("\n\uFEFFdata: a\n\ndata: \uFEFFb\n\ndata\uFEFF: c\n\n")).toEqual(["\uFEFFb"]);
  });
  test("half of one is text", () => expect(dataOf(bytes(0xef, 0xbb, "\n", "data: a\n\n"))).toEqual(["a"]));
  test("one is stripped from a string as well", () => {
    expect(decodeChunks(["", "\uFEFF", "data: a\n\n"]).events).toHaveLength(1);
    expect(decodeChunks(["\uFEFF", "\uFEFFdata: a\n\n"]).events).toHaveLength(0);
  });
  test("a stream of nothing but one is empty", () =>
    expect(decodeCutAnywhere("\uFEFF")).toMatchObject({ events: [], unfinished: undefined }));
});

describe("UTF-8 (#parsing-an-event-stream)", () => {
  test("two, three and four bytes, cut anywhere", () => expect(dataOf("data: é中😀\ndata: 👩‍👩‍👧\n\n")).toEqual(["é中😀\n👩‍👩‍👧"]));

  test.each([
    ["a byte that never occurs in UTF-8", [0xff], "\uFFFD"],
    ["a continuation byte alone", [0x80], "\uFFFD"],
    ["a sequence cut by a letter", [0xe4, 0xb8, 0x61], "\uFFFDa"],
    ["a sequence cut by another", [0xe4, 0xe4, 0xb8, 0xad], "\uFFFD中"],
    ["a four-byte sequence cut after three", [0xf0, 0x9f, 0x98, 0x61], "\uFFFDa"],
    ["an overlong form", [0xc0, 0xaf], "\uFFFD\uFFFD"],
    ["an overlong form of three bytes", [0xe0, 0x80, 0xaf], "\uFFFD\uFFFD\uFFFD"],
    ["a surrogate", [0xed, 0xa0, 0x80], "\uFFFD\uFFFD\uFFFD"],
    ["beyond U+10FFFF", [0xf4, 0x90, 0x80, 0x80], "\uFFFD\uFFFD\uFFFD\uFFFD"],
    ["F5", [0xf5, 0x80], "\uFFFD\uFFFD"],
    ["four continuation bytes", [0x80, 0x80, 0x80, 0x80], "\uFFFD\uFFFD\uFFFD\uFFFD"],
  ])("%s becomes U+FFFD", (_, sequence, text) => {
    expect(dataOf(bytes("data: <", ...sequence, ">\n\n"))).toEqual([`<${text}>`]);
    // At the very end of a line the sequence is cut by the line end, and every chunk may end inside it.
    expect(dataOf(bytes("data: ", ...sequence, "\n\n"))).toEqual([text]);
  });

  test("an unfinished sequence doesn't swallow a line end", () =>
    expect(dataOf(bytes("data: ", 0xf0, 0x9f, "\n", "\n"))).toEqual(["\uFFFD"]));

  test("an unfinished sequence at the end of the stream is one U+FFFD", () => {
    expect(decodeCutAnywhere(bytes("data: a", 0xf0, 0x9f, 0x98)).unfinished?.data).toBe("a\uFFFD");
  });

  test("the chunk's bytes aren't kept: overwriting them afterwards changes nothing", () => {
    const decoder = new SSEDecoder();
    const chunk = new Uint8Array(64);
    const feed = (part: Uint8Array) => {
      chunk.set(part);
      const events = decoder.decode(chunk.subarray(0, part.length));
      chunk.fill(0x21);
      return events;
    };
    const halves = [utf8("id: 1\ndata: 中").subarray(0, -1), utf8("中文\ndata: b\n").subarray(2), utf8("\n")];
    expect(halves.flatMap(feed)).toEqual([new ServerSentEvent("message", "中文\nb", "1")]);
  });

  test("a view into a larger buffer is read within its bounds", () => {
    const larger = utf8("data: x\n\ndata: a\n\ndata: y\n\n");
    expect(decodeChunks([larger.subarray(9, 18)]).events).toEqual([new ServerSentEvent("message", "a")]);
    expect(decodeChunks([Buffer.from(larger.buffer, 9, 9)]).events).toEqual([new ServerSentEvent("message", "a")]);
  });
});

describe("strings are text that is decoded already", () => {
  test("a surrogate pair may be split over two strings", () => {
    expect(decodeChunks(["data: \uD83D", "", "\uDE00\n\n"]).events[0]?.data).toBe("😀");
    expect(decodeChunks(["data: \uD83D", new Uint8Array(0), "\uDE00\n\n"]).events[0]?.data).toBe("😀");
  });

  test("bytes and strings can be mixed, even within a line", () => {
    expect(decodeChunks(["da", utf8("ta: a"), "é", utf8("é\n"), "\n"]).events[0]?.data).toBe("aéé");
    expect(decodeChunks([bytes("data: ", 0xe4, 0xb8), "é\n\n"]).events[0]?.data).toBe("\uFFFDé");
  });
});

describe("chunks longer than 65,536 bytes, which are read in parts", () => {
  // The end of the first part falls on every byte of this, one after the other.
  const block = "event: é\r\nid: 中\r\ndata: 😀\r\n\r\n: after\r\n";

  test.each([
    ["bytes", (stream: string) => utf8(stream)],
    ["a string", (stream: string) => stream],
  ])("%s are the same as in short chunks, wherever a part ends", (_, chunkOf) => {
    for (let offset = 0; offset <= utf8(block).length; offset++) {
      const stream = `: ${"x".repeat(65_536 - 4 - offset)}\r\n${block}data: b\n\n`;
      const { events, comments } = decodeChunks([chunkOf(stream)]);
      expect(events, `offset ${offset}`).toEqual([new ServerSentEvent("é", "😀", "中"), new ServerSentEvent("message", "b", "中")]);
      expect(comments.at(-1)).toBe("after");
    }
  });

  test("an event of many parts", () => {
    const text = "中é😀a".repeat(50_000);
    for (const chunk of [utf8(`data: ${text}\ndata: b\n\n`), `data: ${text}\ndata: b\n\n`]) {
      expect(decodeChunks([chunk]).events[0]?.data === `${text}\nb`).toBe(true);
    }
  });
});
