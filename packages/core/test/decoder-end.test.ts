import { runInNewContext } from "node:vm";
import { ServerSentEvent, SSEDecoder } from "@sse/core";
import { describe, expect, test } from "vitest";
import { decodeChunks, decodeCutAnywhere } from "./chunkings.ts";

describe("end()", () => {
  test("returns nothing if the stream ended after a blank line", () => {
    expect(decodeCutAnywhere("").unfinished).toBeUndefined();
    expect(decodeCutAnywhere("data: a\n\n").unfinished).toBeUndefined();
    expect(decodeCutAnywhere("data: a\n\n: bye").unfinished).toBeUndefined();
  });

  test("returns the block whose blank line is missing", () => {
    expect(decodeCutAnywhere("event: e\nid: 1\nretry: 2\ndata: a\n").unfinished).toEqual(new ServerSentEvent("e", "a", "1", 2));
  });

  test("a last line without an end counts", () => {
    expect(decodeCutAnywhere("data: a\ndata: b").unfinished).toEqual(new ServerSentEvent("message", "a\nb"));
    expect(decodeCutAnywhere("data: a\nid: 12").unfinished).toEqual(new ServerSentEvent("message", "a", "12"));
    expect(decodeCutAnywhere("data").unfinished).toEqual(new ServerSentEvent("message", ""));
  });

  test("a block without data is an event only with emptyEvents", () => {
    expect(decodeCutAnywhere("id: 1\nevent: e").unfinished).toBeUndefined();
    expect(decodeCutAnywhere("id: 1\nevent: e", { emptyEvents: true }).unfinished).toEqual(new ServerSentEvent("e", "", "1"));
  });

  test("the block that was cut off changes neither the last event ID nor the reconnection time", () => {
    const decoder = new SSEDecoder({ lastEventId: "1" });
    decoder.decode("id: 2\nretry: 30\n\nid: 3\ndata: a\nretry: 40");
    expect(decoder.end()).toEqual(new ServerSentEvent("message", "a", "3", 40));
    expect([decoder.lastEventId, decoder.reconnectionTime]).toEqual(["2", 30]);
  });

  test("a complete `retry` line counts, even if its block isn't complete", () => {
    const decoder = new SSEDecoder();
    decoder.decode("retry: 30\n");
    decoder.end();
    expect(decoder.reconnectionTime).toBe(30);
  });

  test("a comment that was cut off isn't reported", () => expect(decodeCutAnywhere(": a\n: b").comments).toEqual(["a"]));

  test("a decoder that has ended accepts no more chunks", () => {
    const decoder = new SSEDecoder();
    decoder.decode("data: a");
    expect(decoder.end()).toBeDefined();
    const finished = new TypeError("Expected no call after end()");
    expect(() => decoder.decode("data: b\n\n")).toThrow(finished);
    expect(() => decoder.decode("")).toThrow(finished);
    expect(() => decoder.end()).toThrow(finished);
  });
});

describe("onComment (#parsing-an-event-stream)", () => {
  test("gets the text after the colon, without one space", () => {
    expect(decodeCutAnywhere(":a\n: b\n:  c\n:\n: \n:d: e\n\n").comments).toEqual(["a", "b", " c", "", "", "d: e"]);
  });

  test("comments come in the order of the stream, even within blocks", () => {
    expect(decodeCutAnywhere("data: a\n: 1\ndata: b\n: 2\n\n: 3\r\n").comments).toEqual(["1", "2", "3"]);
  });

  test("without it comments are skipped", () => {
    expect(decodeChunks([": a\ndata: b\n\n"], { onComment: undefined }).events).toEqual([new ServerSentEvent("message", "b")]);
  });

  test("an error that it throws ends the decoder: earlier events are returned first, then every call throws the same error", () => {
    const thrown = new Error("from the callback");
    const onComment = () => {
      throw thrown;
    };
    const decoder = new SSEDecoder({ onComment });
    expect(decoder.decode("id: 1\ndata: a\n\nid: 2\ndata: b\n: boom\ndata: c\n\n")).toEqual([new ServerSentEvent("message", "a", "1")]);
    for (let i = 0; i < 2; i++) expect(() => decoder.decode("data: d\n\n")).toThrow(thrown);
    expect(() => decoder.end()).toThrow(thrown);
    expect(decoder.lastEventId).toBe("1");
    expect(() => new SSEDecoder({ onComment }).decode(": boom\n")).toThrow(thrown);
  });

  test("it ends the decoder even if it throws undefined", () => {
    const decoder = new SSEDecoder({
      onComment: () => {
        throw undefined;
      },
    });
    expect(decoder.decode("data: a\n\n:\n")).toHaveLength(1);
    let thrown: unknown = "nothing";
    try {
      decoder.decode("data: b\n\n");
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeUndefined();
  });
});

describe("feed", () => {
  const data = (decoder: SSEDecoder, chunk: Uint8Array | string): string[] => {
    const seen: string[] = [];
    decoder.feed(chunk, (event) => seen.push(event.data));
    return seen;
  };
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

  test("calls back with the events of each chunk, in order, when they are complete", () => {
    const decoder = new SSEDecoder();
    expect(data(decoder, bytes("data: a\n\ndata: b\n\ndata: c"))).toEqual(["a", "b"]);
    expect(data(decoder, "\n\n")).toEqual(["c"]);
    expect(data(decoder, bytes("data: one event\n\n"))).toEqual(["one event"]);
    expect(data(decoder, bytes("data: two\ndata: lines\n\n"))).toEqual(["two\nlines"]);
  });

  test("the last event ID is committed when an event is handed over (#dispatchMessage)", () => {
    const decoder = new SSEDecoder();
    const seen: string[] = [];
    decoder.feed(bytes("id: 1\ndata: a\n\nid: 2\ndata: b\n\nid: 3\n"), () => seen.push(decoder.lastEventId));
    expect(seen).toEqual(["1", "2"]);
    expect(decoder.lastEventId).toBe("2");
  });

  test("throws an error at once, after the events before it", () => {
    const decoder = new SSEDecoder({ maxEventSize: 20 });
    const seen: string[] = [];
    const chunk = bytes(`data: a\n\ndata: ${"b".repeat(30)}\n\n`);
    for (let i = 0; i < 2; i++)
      expect(() => decoder.feed(chunk, (event) => seen.push(event.data))).toThrow("expected at most 20 characters");
    expect(seen).toEqual(["a"]);
  });

  test.each([
    [new ArrayBuffer(20), "ArrayBuffer"],
    [new DataView(new ArrayBuffer(20)), "DataView"],
    [new Int8Array(20), "Int8Array"],
    [[100, 97, 116, 97], "Array"],
    [{ length: 20 }, "Object"],
    [5, "number"],
    [undefined, "undefined"],
    [null, "null"],
  ])("a chunk that is neither a Uint8Array nor a string is a TypeError: %o", (chunk, name) => {
    const error = new TypeError(`Expected a chunk of type Uint8Array or string, got ${name}`);
    // @ts-expect-error: the types allow only Uint8Array and string
    expect(() => new SSEDecoder().feed(chunk, () => {})).toThrow(error);
  });

  test("a Uint8Array of another realm is a chunk (a jsdom test gets Node's)", () => {
    const foreign: Uint8Array = runInNewContext("Uint8Array.from(bytes)", { bytes: bytes("data: a\n\nevent: e\ndata: é\n\n") });
    expect(foreign instanceof Uint8Array).toBe(false);
    expect(data(new SSEDecoder(), foreign)).toEqual(["a", "é"]);
  });

  test("an error that onEvent throws ends the decoder", () => {
    const decoder = new SSEDecoder();
    const thrown = new Error("from the callback");
    for (const chunk of ["data: a\n\ndata: b\n\n", "data: c\n\n"]) {
      expect(() => {
        decoder.feed(bytes(chunk), () => {
          throw thrown;
        });
      }).toThrow(thrown);
    }
    expect(() => decoder.end()).toThrow(thrown);
  });
});
