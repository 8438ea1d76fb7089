import { CR, LF } from "./codes.ts";
import { joined } from "./text.ts";

/** Chunks of fewer bytes wait until a line ends in them: calling a text decoder costs more than decoding a few bytes. */
export const SHORT = 7;
/** How many bytes wait at most, before the last short chunk is added. */
const WAITING = 48;

/**
 * Decodes UTF-8 that arrives in chunks, as a streaming `TextDecoder` does, in less time (internal/benchmarks/NOTES.md has the figures).
 *
 * A chunk may cut a character in two. The bytes of such a character wait for the next chunk, and all other bytes are decoded in one call that
 * keeps no state. Byte order marks aren't stripped, because only the stream knows where it begins.
 */
export class Utf8Decoder {
  /** Bytes that wait: short chunks, and the beginning of a character that a chunk has cut. */
  #waiting: Uint8Array | undefined;
  #size = 0;
  /** Whether the last text had other characters than ASCII, on a runtime where a streaming `TextDecoder` is faster for these. */
  #streaming = false;

  /** Whether no bytes wait. */
  get isEmpty(): boolean {
    return this.#size === 0;
  }

  /** What the bytes that wait would become if the stream ended here: a character that is still cut becomes U+FFFD. */
  get waiting(): string {
    return this.#waiting ? decodeUtf8(this.#waiting, 0, this.#size) : "";
  }

  /** Takes the bytes that wait, as text. */
  flush(): string {
    const text = this.waiting;
    this.#size = 0;
    return text;
  }

  /** Adds those bytes of a chunk to the ones that wait which may belong to the same character, and returns how many these are. */
  complete(chunk: Uint8Array): number {
    let size = 0;
    while (size < 3 && isContinuation(chunk[size])) size++;
    this.#append(chunk, 0, size);
    return size;
  }

  /**
   * Decodes a chunk. No bytes may wait: {@link Utf8Decoder.complete | complete} and {@link Utf8Decoder.flush | flush} come first.
   *
   * @param most - how many bytes may wait; more are decoded at once
   */
  decode(chunk: Uint8Array, most: number): string {
    const { length } = chunk;
    const end = endOfWholeCharacters(chunk, length);
    const text = this.decodeWhole(chunk, end);
    return end === length ? text : joined(text, this.wait(chunk, end, most));
  }

  /** Decodes the beginning of a chunk, which ends with a whole character. No bytes may wait. */
  decodeWhole(chunk: Uint8Array, end: number): string {
    if (!streamingIsFaster) return decodeUtf8(chunk, 0, end);
    // All streams share the streaming decoder. So it mustn't keep any bytes, and gets only those that end with a whole character: with two
    // beginnings of characters in a row, what is left after the second one waits still ends with the first.
    const canStream = this.#streaming && endOfWholeCharacters(chunk, end) === end;
    const text = canStream ? textDecoder().decode(chunk.subarray(0, end), { stream: true }) : decodeUtf8(chunk, 0, end);
    this.#streaming = text.length !== end;
    return text;
  }

  /** Lets a chunk wait from one byte on, and returns the text that needn't wait any longer: usually none, or that of a whole line. */
  wait(chunk: Uint8Array, from: number, most: number): string {
    const lineEnded = this.#append(chunk, from, chunk.length);
    if (!this.#waiting || !(lineEnded || this.#size > WAITING || this.#size >= most)) return "";
    const end = endOfWholeCharacters(this.#waiting, this.#size);
    const text = decodeUtf8(this.#waiting, 0, end);
    this.#waiting.copyWithin(0, end, this.#size);
    this.#size -= end;
    return text;
  }

  /** Whether a line ends in the bytes that were appended. */
  #append(chunk: Uint8Array, from: number, to: number): boolean {
    this.#waiting ??= new Uint8Array(WAITING + 2 * SHORT);
    let size = this.#size;
    let lineEnded = false;
    for (let at = from; at < to; at++) {
      const byte = chunk[at] as number;
      this.#waiting[size++] = byte;
      if (byte === LF || byte === CR) lineEnded = true;
    }
    this.#size = size;
    return lineEnded;
  }
}

type DecodeUtf8 = (bytes: Uint8Array, from: number, to: number) => string;

/** Decodes a part of the bytes with the fastest function of this runtime. Which one that is, the first call finds out. */
export let decodeUtf8: DecodeUtf8 = (bytes, from, to) => {
  chooseFunctions();
  return decodeUtf8(bytes, from, to);
};

/** Whether a streaming `TextDecoder` is faster than {@link decodeUtf8} for other characters than ASCII. */
let streamingIsFaster = false;

function chooseFunctions(): void {
  const utf8Slice = fastUtf8Slice();
  decodeUtf8 = utf8Slice
    ? (bytes, from, to) => utf8Slice.call(bytes, from, to)
    : (bytes, from, to) => textDecoder().decode(from === 0 && to === bytes.length ? bytes : bytes.subarray(from, to));
  // Node 22 and older, which lack RegExp.escape: streaming takes half the time for these characters, and ten times as long for ASCII.
  streamingIsFaster = utf8Slice !== undefined && typeof TextDecoder !== "undefined" && !("escape" in RegExp);
}

type Utf8Slice = (this: Uint8Array, from: number, to: number) => string;

/**
 * The function behind `buffer.toString()` in Node and Bun. It needs no view of a part, and for short chunks it takes half the time of a
 * `TextDecoder`. Deno has one as well, which is slow.
 */
function fastUtf8Slice(): Utf8Slice | undefined {
  if ("Deno" in globalThis) return undefined;
  return (globalThis as { Buffer?: { prototype?: { utf8Slice?: Utf8Slice } } }).Buffer?.prototype?.utf8Slice;
}

let shared: TextDecoder | undefined;

// Made at the first use: a test environment (jest's jsdom, for example) may lack TextDecoder, and importing this module must work there.
function textDecoder(): TextDecoder {
  if (typeof TextDecoder === "undefined") throw new TypeError("TextDecoder: expected this global, to decode bytes with, got undefined");
  shared ??= new TextDecoder("utf-8", { ignoreBOM: true });
  return shared;
}

const isContinuation = (byte = 0): boolean => byte >> 6 === 2;

/** Where the last character begins if the bytes end in the middle of it, otherwise `length`. */
function endOfWholeCharacters(bytes: Uint8Array, length: number): number {
  for (let back = 1; back < 4; back++) {
    const byte = bytes[length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc2 && byte < 0xf5) {
      const size = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
      // Bytes that can still become a character decode to one U+FFFD, bytes that can't to several.
      return size > back && decodeUtf8(bytes, length - back, length).length === 1 ? length - back : length;
    }
  }
  return length;
}
