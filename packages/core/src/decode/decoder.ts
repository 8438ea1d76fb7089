import type { ServerSentEvent } from "../event.ts";
import { expectOptions } from "../expect-options.ts";
import { kindOf } from "../kind-of.ts";
import { BlockReader, LONGEST_TEXT, type OnEvent } from "./block-reader.ts";
import { CR, LF } from "./codes.ts";
import { NONE } from "./field.ts";
import { Leftover } from "./leftover.ts";
import { RepeatedHead } from "./repeated-head.ts";
import { copyOf, joined } from "./text.ts";
import { decodeUtf8, SHORT, Utf8Decoder } from "./utf8.ts";

/** What {@link SSEDecoder} takes. Every option has a default, and `null` means the default as well. */
export interface SSEDecoderOptions {
  /** The last event ID to begin with. @defaultValue `""` */
  lastEventId?: string | null | undefined;
  /**
   * How many characters one event may hold: its data so far and the line that is being read, whatever that line is. Comments and other
   * fields don't count once their line has ended, so a stream of heartbeats may be endless. Characters are counted as a string's `length`
   * counts them, which for ASCII text is in bytes. Each takes less than four bytes of memory, however the stream is cut.
   *
   * @defaultValue 16_777_216 (16 Mi)
   */
  maxEventSize?: number | null | undefined;
  /** Called with the text of each comment, without the colon and one space after it. If it throws, the decoder ends. */
  onComment?: ((comment: string) => void) | null | undefined;
  /**
   * Whether a block without data that sets `event`, `id` or `retry` becomes an event, with empty data. The specification dispatches nothing
   * for it.
   *
   * @defaultValue `false`
   */
  emptyEvents?: boolean | null | undefined;
  /** How many characters of {@link SSEDecoder.leftover} to keep. @defaultValue 0 */
  keepLeftover?: number | null | undefined;
}

const CHARACTERS = "a number of characters";

/**
 * Decodes the bytes of an event stream into events, however they are cut into chunks, in time linear in the bytes.
 *
 * Use one decoder for each stream. A decoder that threw, or whose {@link SSEDecoder.end | end} was called, accepts no more chunks.
 */
export class SSEDecoder {
  readonly #utf8 = new Utf8Decoder();
  readonly #reader: BlockReader;
  readonly #head = new RepeatedHead();
  /** What was left over when the stream ended. */
  #leftover: string | undefined;
  /** What every call throws after an error or the end. */
  #failure: { readonly error: unknown } | undefined;

  /**
   * @throws TypeError when `options` isn't an object, or an option has the wrong type.
   * @throws RangeError when `maxEventSize` isn't above 0, or `keepLeftover` is negative.
   */
  constructor(options: SSEDecoderOptions = {}) {
    expectOptions(options);
    const lastEventId = options.lastEventId ?? "";
    const maxEventSize = options.maxEventSize ?? 16_777_216;
    const onComment = options.onComment ?? undefined;
    expectType("lastEventId", lastEventId, "string", "a string");
    expectType("maxEventSize", maxEventSize, "number", CHARACTERS);
    if (!(maxEventSize > 0)) throw new RangeError(`maxEventSize: expected ${CHARACTERS} above 0, got ${maxEventSize}`);
    if (onComment) expectType("onComment", onComment, "function", "a function");
    this.#reader = new BlockReader(lastEventId, maxEventSize, options.emptyEvents ?? false, onComment);
    this.keepLeftover(options.keepLeftover ?? 0);
  }

  /**
   * Sets how many characters of {@link SSEDecoder.leftover} to keep from here on, as the option of that name does.
   *
   * @throws TypeError or RangeError when it isn't a number of characters.
   */
  keepLeftover(characters: number): void {
    expectType("keepLeftover", characters, "number", CHARACTERS);
    if (!(characters >= 0)) throw new RangeError(`keepLeftover: expected ${CHARACTERS}, got ${characters}`);
    this.#reader.leftover = characters > 0 ? new Leftover(characters) : undefined;
  }

  /**
   * The {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#concept-event-stream-last-event-id | last event ID}:
   * `""` until one was sent. It persists over events that carry none, and changes only at a blank line.
   */
  get lastEventId(): string {
    return this.#reader.lastEventId;
  }

  /**
   * The {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#concept-event-stream-reconnection-time | reconnection time}
   * in milliseconds, as the last `retry` line set it; `undefined` until there was one. At most `Number.MAX_SAFE_INTEGER`.
   */
  get reconnectionTime(): number | undefined {
    return this.#reader.reconnectionTime;
  }

  /** How many events had a valid `id` field in their own block. If this has grown since the event before, an event has an ID of its own. */
  get ownIds(): number {
    return this.#reader.ownIds;
  }

  /**
   * The text after the last event, as it came: comments, fields, an event that was cut off, or something that isn't an event stream, such as
   * a proxy's page. It is complete once {@link SSEDecoder.end | end} was called, and at most its first `keepLeftover` characters are kept,
   * which is none by default.
   */
  get leftover(): string {
    return this.#leftover ?? this.#reader.leftoverWith(this.#utf8.waiting);
  }

  /**
   * Decodes the next chunk of the stream and returns the events that it completed, in order.
   *
   * A string is text that is decoded already; bytes and strings can be mixed. The chunk's memory isn't kept.
   *
   * @throws {@link SSEError} with code `ERR_SSE_EVENT_TOO_LARGE` when an event is over `maxEventSize`, or what `onComment` threw. Events
   * that the same chunk completed before the error are returned first, and the next call throws, as does every call from then on.
   * @throws TypeError when the chunk is neither a `Uint8Array` nor a string, and after {@link SSEDecoder.end | end}.
   */
  decode(chunk: Uint8Array | string): ServerSentEvent[] {
    const events: ServerSentEvent[] = [];
    try {
      this.feed(chunk, (event) => events.push(event));
    } catch (error) {
      if (events.length === 0) throw error;
    }
    return events;
  }

  /**
   * {@link SSEDecoder.decode | decode} without an array: calls `onEvent` with each event as soon as it is complete. For chunks with many
   * events it takes up to a third less time.
   *
   * `onEvent` must not call the decoder's methods, because the chunk is still being read.
   *
   * @throws the same errors as `decode`, but at once, after the events before the error. Throws what `onEvent` threw, which ends the decoder.
   */
  feed(chunk: Uint8Array | string, onEvent: (event: ServerSentEvent) => unknown): void {
    if (this.#failure) throw this.#failure.error;
    try {
      if (typeof chunk === "string") this.#readText(joined(this.#utf8.flush(), chunk), onEvent);
      else this.#readBytes(chunk, onEvent);
    } catch (error) {
      this.#failure = { error };
      this.#reader.clear();
      throw error;
    }
  }

  /**
   * Ends the stream and returns the event that was cut off, as a blank line would have dispatched it. A last line without an end counts. The
   * {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation | specification} discards this event,
   * so neither `lastEventId` nor `reconnectionTime` changes.
   *
   * @returns `undefined` when nothing was cut off.
   * @throws what the next call of {@link SSEDecoder.decode | decode} would have thrown.
   */
  end(): ServerSentEvent | undefined {
    let event: ServerSentEvent | undefined;
    const { lastEventId, reconnectionTime, ownIds, leftover } = this;
    this.#reader.onComment = undefined; // a comment that was cut off isn't reported
    this.#reader.leftover = undefined;
    this.#leftover = leftover;
    this.feed("\n\n", (last) => {
      event = last;
    });
    this.#failure = { error: new TypeError("Expected no call after end()") };
    this.#reader.lastEventId = lastEventId;
    this.#reader.reconnectionTime = reconnectionTime;
    this.#reader.ownIds = ownIds;
    return event;
  }

  #readText(text: string, onEvent: OnEvent): void {
    if (text.length <= LONGEST_TEXT) this.#reader.read(text, onEvent);
    else {
      for (let from = 0; from < text.length; from += LONGEST_TEXT) {
        this.#reader.read(copyOf(text.slice(from, from + LONGEST_TEXT)), onEvent);
      }
    }
  }

  #readBytes(chunk: Uint8Array, onEvent: OnEvent): void {
    // By its tag: `instanceof` fails for a Uint8Array of another realm, such as Node's in a jsdom test.
    if (chunk?.[Symbol.toStringTag] !== "Uint8Array") {
      throw new TypeError(`Expected a chunk of type Uint8Array or string, got ${kindOf(chunk)}`);
    }
    const { length } = chunk;
    if (length > LONGEST_TEXT) {
      for (let from = 0; from < length; from += LONGEST_TEXT) this.#readPart(chunk.subarray(from, from + LONGEST_TEXT), onEvent);
    } else if (length >= SHORT && this.#utf8.isEmpty && (chunk[length - 1] as number) < 0x80) {
      // It cuts no character.
      const mayRepeat = this.#head.pause === 0;
      if (!mayRepeat) this.#head.pause--;
      else if (this.#readRepeated(chunk, onEvent)) return;
      const text = this.#utf8.decodeWhole(chunk, length);
      if (mayRepeat) this.#head.learn(chunk, text);
      this.#reader.read(text, onEvent);
    } else this.#readPart(chunk, onEvent);
  }

  /** Reads a chunk that is one event and begins like the last one; returns `false` if it isn't. */
  #readRepeated(chunk: Uint8Array, onEvent: OnEvent): boolean {
    const reader = this.#reader;
    const from = this.#head.endIn(chunk);
    if (from === NONE || !reader.isBetweenBlocks) return false;
    const end = endOfLastLine(chunk);
    if (end < from || end > reader.room) return false;
    const data = decodeUtf8(chunk, from, end);
    if (data.includes("\n") || data.includes("\r")) return false;
    this.#head.hit();
    reader.dispatch(this.#head.type, data, onEvent);
    return true;
  }

  /** Reads a chunk that may be short, or cut a character. */
  #readPart(part: Uint8Array, onEvent: OnEvent): void {
    const reader = this.#reader;
    if (part.length < SHORT) {
      reader.read(this.#utf8.wait(part, 0, reader.room), onEvent);
      return;
    }
    let bytes = part;
    if (!this.#utf8.isEmpty) {
      bytes = part.subarray(this.#utf8.complete(part));
      reader.read(this.#utf8.flush(), onEvent);
    }
    reader.read(this.#utf8.decode(bytes, reader.room), onEvent);
  }
}

function expectType(name: string, value: unknown, type: "string" | "number" | "function", what: string): void {
  if (typeof value !== type) throw new TypeError(`${name}: expected ${what}, got ${typeof value}`);
}

/** Where the last line ends of a chunk that a blank line follows, with the same line end; {@link NONE} if there is none. */
function endOfLastLine(chunk: Uint8Array): number {
  const { length } = chunk;
  if (chunk[length - 1] !== LF) return NONE;
  if (chunk[length - 2] === LF) return length - 2;
  return chunk[length - 2] === CR && chunk[length - 3] === LF && chunk[length - 4] === CR ? length - 4 : NONE;
}
