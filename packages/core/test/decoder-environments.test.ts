import { SSEDecoder as DecoderInNode } from "@sse/core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { expectAgreement } from "./agreement.ts";
import { utf8 } from "./chunkings.ts";

/** The decoder as an environment loads it in which some globals are missing or different. */
async function decoderWith(globals: Record<string, unknown>): Promise<typeof DecoderInNode> {
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  vi.resetModules();
  const { SSEDecoder } = await import("@sse/core");
  expect(SSEDecoder).not.toBe(DecoderInNode);
  return SSEDecoder;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("in an environment without TextDecoder, such as jest's jsdom", () => {
  test("bytes are decoded if there is Node's Buffer", async () => {
    const SSEDecoder = await decoderWith({ TextDecoder: undefined });
    const decoder = new SSEDecoder();
    for (const text of ["data: a\n\n", "data: é\n\n", "event: 中\ndata: 😀\n\n"]) expect(decoder.decode(utf8(text))).toHaveLength(1);
  });

  test("core can be imported and decodes strings; bytes are a TypeError that names what is missing", async () => {
    const SSEDecoder = await decoderWith({ TextDecoder: undefined, Buffer: undefined });
    expect(new SSEDecoder().decode("data: é\n\n")).toMatchObject([{ data: "é" }]);
    const error = new TypeError("TextDecoder: expected this global, to decode bytes with, got undefined");
    for (const chunk of ["data: a\n\n", "data: é\n\n", "\n"].map(utf8)) expect(() => new SSEDecoder().decode(chunk)).toThrow(error);
  });

  test("a TextDecoder that is defined after the import is used", async () => {
    const SSEDecoder = await decoderWith({ TextDecoder: undefined, Buffer: undefined });
    expect(() => new SSEDecoder().decode(utf8("data: a\n\n"))).toThrow(TypeError);
    vi.unstubAllGlobals();
    expect(new SSEDecoder().decode(utf8("data: é\n\n"))).toMatchObject([{ data: "é" }]);
  });
});

describe("random streams agree with the reference decoder", () => {
  test("in a browser, which has no Buffer", async () => {
    expectAgreement(await decoderWith({ Buffer: undefined }), 1000);
  });

  test("in Deno, whose utf8Slice isn't used", async () => {
    const { utf8Slice } = Buffer.prototype as unknown as Record<string, unknown>;
    expect(utf8Slice).toBeTypeOf("function");
    const SSEDecoder = await decoderWith({ Deno: {} });
    const slice = vi.spyOn(Buffer.prototype as unknown as { utf8Slice(): string }, "utf8Slice");
    expectAgreement(SSEDecoder, 1000);
    expect(slice).not.toHaveBeenCalled();
    slice.mockRestore();
  });

  test("in Node 22 and older, where a streaming TextDecoder decodes other text than ASCII", async () => {
    const regExpEscape = Object.getOwnPropertyDescriptor(RegExp, "escape");
    Reflect.deleteProperty(RegExp, "escape");
    const decode = vi.spyOn(TextDecoder.prototype, "decode");
    try {
      const SSEDecoder = await decoderWith({});
      const decoder = new SSEDecoder();
      const chunk = utf8("data: é\nevent: é\n\n");
      for (let i = 0; i < 3; i++) expect(decoder.decode(chunk)).toHaveLength(1);
      expect(decode).toHaveBeenCalledWith(chunk, { stream: true });

      // All decoders share the streaming one, so a character that is cut must not stay in it.
      expect(decoder.decode(Uint8Array.of(...utf8("event: é\ndata: "), 0xc3, 0xc3))).toEqual([]);
      expect(new SSEDecoder().decode(chunk)).toMatchObject([{ event: "é", data: "é" }]);
      expect(decoder.decode("\n\n")).toMatchObject([{ data: "\uFFFD\uFFFD" }]);
      expectAgreement(SSEDecoder, 3000);
    } finally {
      decode.mockRestore();
      if (regExpEscape) Object.defineProperty(RegExp, "escape", regExpEscape);
    }
  });
});
