import { isSSEError, ServerSentEvent, SSEDecoder } from "@sse/core";
import { describe, expect, test } from "vitest";
import { decodeChunks, utf8 } from "./chunkings.ts";

/** The data of the events before the error, and whether there was one. Fails unless this is the same for every way to cut the stream. */
function limited(stream: string | Uint8Array, maxEventSize: number): { data: string[]; tooLarge: boolean } {
  const bytes = typeof stream === "string" ? utf8(stream) : stream;
  const run = (chunks: Uint8Array[]) => {
    const decoder = new SSEDecoder({ maxEventSize });
    const data: string[] = [];
    try {
      for (const chunk of chunks) data.push(...decoder.decode(chunk).map((event) => event.data));
      decoder.end();
      return { data, tooLarge: false };
    } catch (error) {
      expect(isSSEError(error) && error.code).toBe("ERR_SSE_EVENT_TOO_LARGE");
      return { data, tooLarge: true };
    }
  };
  const whole = run([bytes]);
  expect(run(Array.from(bytes, (byte) => Uint8Array.of(byte))), "one byte at a time").toEqual(whole);
  for (let at = 0; at <= bytes.length; at++) {
    expect(run([bytes.subarray(0, at), bytes.subarray(at)]), `cut at byte ${at}`).toEqual(whole);
  }
  return whole;
}

function errorOf(decoder: SSEDecoder, chunk: string): unknown {
  try {
    decoder.decode(chunk);
  } catch (error) {
    return error;
  }
  throw new Error("Expected decode to throw");
}

describe("maxEventSize", () => {
  test("a line of exactly that many characters passes and one more throws, whether the line has ended or not", () => {
    for (const end of ["", "\n", "\r\n", "\n\n"]) {
      expect(limited(`data: 3456${end}`, 10).tooLarge).toBe(false);
      expect(limited(`data: 34567${end}`, 10).tooLarge).toBe(true);
    }
  });

  test("characters are counted as a string's length counts them", () => {
    expect(limited("data: é中😀\n\n", 10).data).toEqual(["é中😀"]);
    expect(limited("data: é中😀\n\n", 9).tooLarge).toBe(true);
  });

  test("malformed bytes count one for each U+FFFD that they become", () => {
    expect(limited(Uint8Array.of(...utf8("data:"), 0xff, 0xe4, 0xb8, 10, 10), 7).data).toEqual(["\uFFFD\uFFFD"]);
    expect(limited(Uint8Array.of(...utf8("data:"), 0xff, 0xe4, 0xb8, 10, 10), 6).tooLarge).toBe(true);
  });

  test("earlier data lines of the block count, with one for each line feed that joins them", () => {
    expect(limited("data:aaaa\ndata:bbbb\ndata:cc\n\n", 16).data).toEqual(["aaaa\nbbbb\ncc"]);
    expect(limited("data:aaaa\ndata:bbbb\ndata:cc\n\n", 15).tooLarge).toBe(true);
    expect(limited("data\n".repeat(9), 12).tooLarge).toBe(false);
    expect(limited("data\n".repeat(10), 12).tooLarge).toBe(false);
    expect(limited("data\n".repeat(11), 12).tooLarge).toBe(true);
  });

  test("comments and other fields don't count once they have ended, however many there are", () => {
    expect(
      limited(`data: a\n${": beat\n".repeat(50)}${"x: 1\n".repeat(50)}${"id: 1\nevent: 2\nretry: 3\n".repeat(20)}\n`, 10).data,
    ).toEqual(["a"]);
  });

  test("a comment that hasn't ended counts", () => expect(limited(": 3456789012", 10).tooLarge).toBe(true));

  test("every block has the whole limit", () => {
    expect(limited("data: 34\n\n".repeat(20), 8).data).toHaveLength(20);
    expect(limited("data: 34\ndata: 34\n\n".repeat(5), 10).data).toHaveLength(5);
  });

  test("the byte order mark doesn't count", () => expect(limited("\uFEFFdata: 34\n\n", 8).data).toEqual(["34"]));

  test("events before the error are returned first, from the same chunk", () => {
    expect(limited("data: a\n\ndata: b\n\ndata: cdefghijk\n\ndata: z\n\n", 10)).toEqual({ data: ["a", "b"], tooLarge: true });
  });

  test("the next call throws, even with an empty chunk, and all later calls throw the same error", () => {
    const decoder = new SSEDecoder({ maxEventSize: 10 });
    expect(decoder.decode("data: a\n\ndata: 12345678901")).toHaveLength(1);
    const error = errorOf(decoder, "");
    expect(error).toMatchObject({
      name: "SSEError",
      code: "ERR_SSE_EVENT_TOO_LARGE",
      message: "expected at most 10 characters in one event (maxEventSize), got more",
    });
    expect(errorOf(decoder, "\n\ndata: b\n\n")).toBe(error);
    expect(() => decoder.end()).toThrow(error as Error);
    expect(() => decoder.end()).toThrow(error as Error);
  });

  test("it throws at once if the chunk has no event before the error", () => {
    const decoder = new SSEDecoder({ maxEventSize: 10 });
    decoder.decode("data: 1234");
    expect(isSSEError(errorOf(decoder, "5\n\n"))).toBe(true);
  });

  test("end() throws the error as well", () => {
    const decoder = new SSEDecoder({ maxEventSize: 10 });
    decoder.decode("data: a\n\ndata: 12345678901");
    expect(() => decoder.end()).toThrow("maxEventSize");
  });

  test("the last event ID and the reconnection time before the error stay known", () => {
    const decoder = new SSEDecoder({ maxEventSize: 12 });
    expect(decoder.decode("id: 7\nretry: 9\ndata: a\n\nid: 8\ndata: 1234567890")).toHaveLength(1);
    expect([decoder.lastEventId, decoder.reconnectionTime]).toEqual(["7", 9]);
  });

  test("16 MiB by default", () => {
    const chunk = new Uint8Array(1024 * 1024).fill(0x61);
    const decoder = new SSEDecoder();
    decoder.decode("data: ");
    for (let i = 0; i < 15; i++) decoder.decode(chunk);
    decoder.decode(chunk.subarray(6));
    expect(isSSEError(errorOf(decoder, "a"))).toBe(true);
  });

  test("Infinity is no limit", () =>
    expect(decodeChunks(["data: a\n\n"], { maxEventSize: Number.POSITIVE_INFINITY }).events).toHaveLength(1));
});

describe("options are checked", () => {
  test.each([0, -1, Number.NaN])("maxEventSize %j is a RangeError", (maxEventSize) => {
    const error = new RangeError(`maxEventSize: expected a number of characters above 0, got ${maxEventSize}`);
    expect(() => new SSEDecoder({ maxEventSize })).toThrow(error);
  });

  test.each([
    ["maxEventSize", "10", "a number of characters", "string"],
    ["maxEventSize", 10n, "a number of characters", "bigint"],
    ["lastEventId", 7, "a string", "number"],
    ["lastEventId", {}, "a string", "object"],
    ["onComment", "log", "a function", "string"],
    ["onComment", Symbol("log"), "a function", "symbol"],
  ])("%s: %o is a TypeError", (name, value, expected, type) => {
    expect(() => new SSEDecoder({ [name]: value })).toThrow(new TypeError(`${name}: expected ${expected}, got ${type}`));
  });

  test.each([undefined, null])("%s means the default", (none) => {
    const decoder = new SSEDecoder({ lastEventId: none, maxEventSize: none, onComment: none, emptyEvents: none });
    expect(decoder.lastEventId).toBe("");
    expect(decoder.decode(": a\n\nid: 1\n\ndata: a\n\n")).toEqual([new ServerSentEvent("message", "a", "1")]);
  });
});
