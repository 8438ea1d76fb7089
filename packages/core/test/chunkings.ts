import { type ServerSentEvent, SSEDecoder, type SSEDecoderOptions } from "@sse/core";
import { expect } from "vitest";

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What a program that uses a decoder can see of a stream. */
export interface Decoded {
  events: ServerSentEvent[];
  comments: string[];
  lastEventId: string;
  reconnectionTime: number | undefined;
  unfinished: ServerSentEvent | undefined;
}

export function decodeChunks(chunks: (Uint8Array | string)[], options: SSEDecoderOptions = {}): Decoded {
  const comments: string[] = [];
  const decoder = new SSEDecoder({ onComment: (comment) => comments.push(comment), ...options });
  const events = chunks.flatMap((chunk) => decoder.decode(chunk));
  const { lastEventId, reconnectionTime } = decoder;
  return { events, comments, lastEventId, reconnectionTime, unfinished: decoder.end() };
}

/** Decodes the stream whole, one byte at a time and cut in two at every offset: all must see the same. */
export function decodeCutAnywhere(stream: string | Uint8Array, options: SSEDecoderOptions = {}): Decoded {
  const bytes = typeof stream === "string" ? utf8(stream) : stream;
  const whole = decodeChunks([bytes], options);
  const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
  expect(decodeChunks(single, options), "one byte at a time").toEqual(whole);
  for (let at = 0; at <= bytes.length; at++) {
    expect(decodeChunks([bytes.subarray(0, at), bytes.subarray(at)], options), `cut at byte ${at}`).toEqual(whole);
  }
  return whole;
}

/** The data of all events, for the tests that are about nothing else. */
export const dataOf = (stream: string | Uint8Array, options: SSEDecoderOptions = {}): string[] =>
  decodeCutAnywhere(stream, options).events.map((event) => event.data);
