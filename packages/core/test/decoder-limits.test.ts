import { isSSEError, ServerSentEvent, SSEDecoder, type SSEDecoderOptions } from "@sse/core";
import { describe, expect, test } from "vitest";
import { decodeChunks, utf8 } from "./chunkings.ts";

/** The events that come before the fault, or all of them and `false`; the same for every way to cut the stream. */
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

function fault(decoder: SSEDecoder, chunk: string): unknown {
  try {
    decoder.decode(chunk);
  } catch (error) {
    return error;
  }
  throw new Error("Expected decode to throw");
}

describe("maxEventSize", () => {
  test("a line of just as many bytes passes, one more does not, ended or not", () => {
    for (const end of ["", "\n", "\r\n", "\n\n"]) {
      expect(limited(`data: 3456${end}`, 10).tooLarge).toBe(false);
      expect(limited(`data: 34567${end}`, 10).tooLarge).toBe(true);
    }
  });

  test("counts a character outside ASCII as a string's length does", () => {
    expect(limited("data: é中😀\n\n", 10).data).toEqual(["é中😀"]);
    expect(limited("data: é中😀\n\n", 9).tooLarge).toBe(true);
  });

  test("bytes that are no UTF-8 count one for each U+FFFD that they become", () => {
    expect(limited(Uint8Array.of(...utf8("data:"), 0xff, 0xe4, 0xb8, 10, 10), 7).data).toEqual(["\uFFFD\uFFFD"]);
    expect(limited(Uint8Array.of(...utf8("data:"), 0xff, 0xe4, 0xb8, 10, 10), 6).tooLarge).toBe(true);
  });

  test("what earlier data lines of the block hold counts, with one for each joining line feed", () => {
    expect(limited("data:aaaa\ndata:bbbb\ndata:cc\n\n", 16).data).toEqual(["aaaa\nbbbb\ncc"]);
    expect(limited("data:aaaa\ndata:bbbb\ndata:cc\n\n", 15).tooLarge).toBe(true);
    expect(limited("data\n".repeat(9), 12).tooLarge).toBe(false);
    expect(limited("data\n".repeat(10), 12).tooLarge).toBe(false);
    expect(limited("data\n".repeat(11), 12).tooLarge).toBe(true);
  });

  test("ended comments and other fields hold nothing, however many", () => {
    expect(
      limited(`data: a\n${": beat\n".repeat(50)}${"x: 1\n".repeat(50)}${"id: 1\nevent: 2\nretry: 3\n".repeat(20)}\n`, 10).data,
    ).toEqual(["a"]);
  });

  test("an unended comment counts", () => expect(limited(": 3456789012", 10).tooLarge).toBe(true));

  test("each block starts anew", () => {
    expect(limited("data: 34\n\n".repeat(20), 8).data).toHaveLength(20);
    expect(limited("data: 34\ndata: 34\n\n".repeat(5), 10).data).toHaveLength(5);
  });

  test("the byte order mark does not count", () => expect(limited("\uFEFFdata: 34\n\n", 8).data).toEqual(["34"]));

  test("events before the fault are delivered first, in that chunk", () => {
    expect(limited("data: a\n\ndata: b\n\ndata: cdefghijk\n\ndata: z\n\n", 10)).toEqual({ data: ["a", "b"], tooLarge: true });
  });

  test("the next call throws, also with an empty chunk, and every further one throws the same error", () => {
    const decoder = new SSEDecoder({ maxEventSize: 10 });
    expect(decoder.decode("data: a\n\ndata: 12345678901")).toHaveLength(1);
    const error = fault(decoder, "");
    expect(error).toMatchObject({
      name: "SSEError",
      code: "ERR_SSE_EVENT_TOO_LARGE",
      message: "expected at most 10 bytes (maxEventSize), got more",
    });
    expect(fault(decoder, "\n\ndata: b\n\n")).toBe(error);
    expect(() => decoder.end()).toThrow(error as Error);
    expect(() => decoder.end()).toThrow(error as Error);
  });

  test("with no event before it in the chunk it throws at once", () => {
    const decoder = new SSEDecoder({ maxEventSize: 10 });
    decoder.decode("data: 1234");
    expect(isSSEError(fault(decoder, "5\n\n"))).toBe(true);
  });

  test("end() throws it too", () => {
    const decoder = new SSEDecoder({ maxEventSize: 10 });
    decoder.decode("data: a\n\ndata: 12345678901");
    expect(() => decoder.end()).toThrow("maxEventSize");
  });

  test("what came before the fault stays known", () => {
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
    expect(isSSEError(fault(decoder, "a"))).toBe(true);
  });

  test("Infinity is no limit", () =>
    expect(decodeChunks(["data: a\n\n"], { maxEventSize: Number.POSITIVE_INFINITY }).events).toHaveLength(1));
});

describe("options are checked", () => {
  test.each([0, -1, Number.NaN, "x" as unknown as number])("maxEventSize %j", (maxEventSize) => {
    expect(() => new SSEDecoder({ maxEventSize })).toThrow(new RangeError(`maxEventSize: expected bytes, got ${maxEventSize}`));
  });

  test.each([7, {}])("lastEventId %j", (lastEventId) => {
    const options = { lastEventId } as unknown as SSEDecoderOptions;
    expect(() => new SSEDecoder(options)).toThrow(new TypeError(`lastEventId: expected a string, got ${typeof lastEventId}`));
  });

  test.each([undefined, null])("%s means the default", (none) => {
    const options = { lastEventId: none, maxEventSize: none, onComment: none, emptyEvents: none };
    expect(new SSEDecoder(options).decode("data: a\n\n")).toEqual([new ServerSentEvent("message", "a")]);
  });
});
