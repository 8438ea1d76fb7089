import { SSEError } from "./errors.ts";
import { ServerSentEvent } from "./event.ts";

// https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation

/** What {@link SSEDecoder} takes; everything has a default. */
export interface SSEDecoderOptions {
  /** The last event ID to begin with. @defaultValue `""` */
  lastEventId?: string | undefined;
  /**
   * Bytes that one event may hold: its data lines so far and the line being read, ended or not, of whatever kind. Ended comments and other
   * fields hold nothing, so a stream of heartbeats may be endless. The event type and the last event ID, of which the last one is kept, do
   * not count either; each came in one line and is no longer than that.
   *
   * @defaultValue 16_777_216 (16 MiB)
   */
  maxEventSize?: number | undefined;
  /** Called with the text of each comment, without the colon and one following space. What it throws ends the decoder. */
  onComment?: ((comment: string) => void) | undefined;
  /**
   * Whether to yield, too, blocks without data that set `event`, `id` or `retry`; the specification dispatches nothing for them.
   * @defaultValue `false`
   */
  emptyEvents?: boolean | undefined;
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const COLON = 58;

const encoder = new TextEncoder();

/** The fields' names in bytes, by their first letter. */
const FIELDS: Record<number, Uint8Array | undefined> = {};
for (const name of ["data", "event", "id", "retry"]) FIELDS[name.charCodeAt(0)] = encoder.encode(name);
const [DATA, EVENT, ID] = [100, 101, 105];

// ignoreBOM: it depends on where the stream begins, not the chunk, which byte order mark is to be stripped.
const newTextDecoder = (): TextDecoder => new TextDecoder("utf-8", { ignoreBOM: true });
const utf8 = newTextDecoder();

/** Node's and Bun's own function under TextDecoder saves a tenth of the time of small chunks. Deno has a slow imitation of it. */
const { utf8Slice } = ("Deno" in globalThis ? {} : ((globalThis as { Buffer?: { prototype: object } }).Buffer?.prototype ?? {})) as {
  utf8Slice?: (this: Uint8Array, start: number, end: number) => string;
};

/** Chunks up to this many bytes are put aside until a line ends, as many of them as there is room for. */
const SMALL = 16;
const ASIDE = 256;

/**
 * Decodes the bytes of an event stream into events, however they are cut into chunks, in time linear in the bytes.
 *
 * Use one for each stream; a decoder that threw, or whose {@link SSEDecoder.end | end} was called, takes no more.
 */
export class SSEDecoder {
  /**
   * The {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#concept-event-stream-last-event-id | last event ID}:
   * `""` until one was sent; it persists over events that carry none, and changes only at a blank line.
   */
  lastEventId: string;
  /**
   * The {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#concept-event-stream-reconnection-time | reconnection time}
   * in milliseconds, as the last `retry` line set it; `undefined` until there was one. At most `Number.MAX_SAFE_INTEGER`.
   */
  reconnectionTime: number | undefined = undefined;

  readonly #max: number;
  readonly #onComment: ((comment: string) => void) | undefined;
  readonly #emptyEvents: boolean;
  /** What the calls throw after a fault or the end. */
  #refusal: (() => unknown) | undefined = undefined;
  /** The events of the chunk being decoded. */
  #events: ServerSentEvent[] | undefined = undefined;

  // What is not decoded yet: small chunks, half a surrogate pair, and what the streaming TextDecoder holds of a cut character.
  #aside: Uint8Array | undefined = undefined;
  #asideSize = 0;
  #surrogate = "";
  #stream: TextDecoder | undefined = undefined;
  #cut = false;
  #ascii = true;
  #started = false;

  // The line being read.
  #line = "";
  #lineSize = 0;
  #afterCR = false;

  // The block being read: the specification's buffers, and whether any field was set.
  #data: string | undefined = undefined;
  #dataSize = 0;
  #event = "";
  #lastEvent = "";
  #id: string;
  #retry: number | undefined = undefined;
  #set = false;

  /** Whether the sizes are exact. Until an event comes near the limit each character outside ASCII may count as 3 bytes. */
  #exact = false;

  /** @throws `TypeError` when `lastEventId` is no string or `maxEventSize` no number above 0. */
  constructor({ lastEventId = "", maxEventSize = 16_777_216, onComment, emptyEvents = false }: SSEDecoderOptions = {}) {
    if (typeof lastEventId !== "string") throw new TypeError(`Expected lastEventId to be a string, got ${typeof lastEventId}`);
    if (typeof maxEventSize !== "number" || !(maxEventSize > 0)) {
      throw new TypeError(`Expected maxEventSize to be a number of bytes above 0, got ${String(maxEventSize)}`);
    }
    this.lastEventId = this.#id = lastEventId;
    this.#max = maxEventSize;
    this.#onComment = onComment;
    this.#emptyEvents = emptyEvents;
  }

  /**
   * Decodes the next chunk of the stream and returns the events that it completed, in order.
   *
   * A string stands for its UTF-8 bytes; bytes and strings can be mixed. The chunk's memory is not kept.
   *
   * @throws {@link SSEError} with code `ERR_SSE_EVENT_TOO_LARGE` when an event is over `maxEventSize`, or what `onComment` threw. Events
   * that the same chunk completed before that are returned first, and the next call throws, as does every call from then on.
   * @throws `TypeError` after {@link SSEDecoder.end | end}.
   */
  decode(chunk: Uint8Array | string): ServerSentEvent[] {
    if (this.#refusal) throw this.#refusal();
    try {
      if (typeof chunk === "string") this.#read(this.#encode(chunk));
      else {
        if (this.#surrogate && chunk.length > 0) this.#read(this.#encode());
        this.#read(chunk);
      }
    } catch (thrown) {
      this.#fail(thrown);
      if (!this.#events) throw thrown;
    }
    const events = this.#events;
    this.#events = undefined;
    return events ?? [];
  }

  /**
   * Ends the stream and returns the event that was not finished, as a blank line would have dispatched it; a last line without an end
   * counts. The {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation | specification} discards
   * that event, so neither `lastEventId` nor `reconnectionTime` takes anything from it.
   *
   * @returns `undefined` where nothing was cut off.
   * @throws what {@link SSEDecoder.decode | decode} would have thrown at its next call.
   */
  end(): ServerSentEvent | undefined {
    if (this.#refusal) throw this.#refusal();
    this.#refusal = () => new TypeError("Expected no call after end(): a decoder decodes one stream");
    const { lastEventId, reconnectionTime } = this;
    try {
      if (this.#surrogate) this.#read(this.#encode());
      this.#flush();
      if (this.#stream) this.#text(this.#stream.decode(), undefined, 3);
    } catch (thrown) {
      this.#fail(thrown);
      throw thrown;
    }
    const line = this.#line;
    if (line && line.charCodeAt(0) !== COLON) this.#field(line, head(line, 0), 0, 0, line.length, 0);
    this.#dispatch();
    this.lastEventId = lastEventId;
    this.reconnectionTime = reconnectionTime;
    return this.#events?.[0];
  }

  #fail(thrown: unknown): void {
    this.#refusal = () => thrown;
    this.#line = "";
    this.#data = undefined;
  }

  /** The UTF-8 bytes of a string; a surrogate pair may be split between two. Without a string, those of the half that was held back. */
  #encode(chunk?: string): Uint8Array {
    const text = this.#surrogate + (chunk ?? "");
    this.#surrogate = chunk !== undefined && text.charCodeAt(text.length - 1) >> 10 === 0xd800 >> 10 ? text.slice(-1) : "";
    return encoder.encode(this.#surrogate ? text.slice(0, -1) : text);
  }

  #read(chunk: Uint8Array): void {
    const { length } = chunk;
    if (length > SMALL) {
      if (this.#asideSize > 0) this.#flush();
      this.#bytes(chunk);
      return;
    }
    // A call costs more than its few bytes: saves nine tenths of the time where a stream comes byte by byte.
    this.#aside ??= new Uint8Array(ASIDE);
    let at = this.#asideSize;
    this.#asideSize += length;
    let ready = this.#asideSize > ASIDE - SMALL || this.#dataSize + this.#lineSize + this.#asideSize > this.#max - 3;
    for (const byte of chunk) {
      this.#aside[at++] = byte;
      if (byte === LF || byte === CR) ready = true;
    }
    if (ready) this.#flush();
  }

  #flush(): void {
    const bytes = this.#aside?.subarray(0, this.#asideSize);
    this.#asideSize = 0;
    if (bytes) this.#bytes(bytes);
  }

  #bytes(bytes: Uint8Array): void {
    const { length } = bytes;
    if (length === 0) return;
    const cut = (bytes[length - 1] ?? 0) >= 0x80;
    let text: string;
    if (this.#ascii && !cut && !this.#cut) {
      // No character is cut at either end: a third less time than a streaming TextDecoder takes for small chunks.
      text = utf8Slice ? utf8Slice.call(bytes, 0, length) : utf8.decode(bytes);
      this.#ascii = text.length === length;
      // As long as its bytes: an index into one is an index into the other, and bytes are read in half the time.
      this.#text(text, this.#ascii ? bytes : undefined, length);
    } else {
      this.#stream ??= newTextDecoder();
      text = this.#stream.decode(bytes, { stream: true });
      this.#ascii = text.length === length;
      this.#cut = cut;
      this.#text(text, undefined, length + 3);
    }
  }

  /** Keeps the limit: `size` is what the text can be at most, in bytes. */
  #text(decoded: string, codes: Uint8Array | undefined, size: number): void {
    if (decoded === "") return;
    let text = decoded;
    if (!this.#started) {
      this.#started = true;
      if (text.charCodeAt(0) === 0xfeff) text = text.slice(1);
    }
    if (this.#dataSize + this.#lineSize + size <= this.#max) {
      this.#lines(text, codes);
      return;
    }
    if (!this.#exact) {
      this.#exact = true;
      this.#dataSize = byteLength(this.#data ?? "");
      this.#lineSize = byteLength(this.#line);
    }
    // In pieces that cannot exceed the limit, down to the one character that does.
    for (let at = 0; at < text.length; ) {
      const held = this.#dataSize + this.#lineSize;
      const piece = text.slice(at, at + Math.max(1, Math.floor((this.#max - held) / 3)));
      const got = held + byteLength(piece);
      if (got > this.#max && piece !== "\n" && piece !== "\r") {
        throw new SSEError(
          "ERR_SSE_EVENT_TOO_LARGE",
          `Expected events of at most ${this.#max} bytes (maxEventSize), got one of ${got} bytes or more`,
        );
      }
      this.#lines(piece, undefined);
      at += piece.length;
    }
  }

  #lines(text: string, codes: Uint8Array | undefined): void {
    let at = this.#afterCR && text.charCodeAt(0) === LF ? 1 : 0;
    let lf = text.indexOf("\n", at);
    let cr = text.indexOf("\r", at);
    for (;;) {
      const end = cr === -1 || (lf !== -1 && lf < cr) ? lf : cr;
      if (end === -1) break;
      const next = end + lineEnd(text, codes, end);
      // The blank line that ends most blocks: saves looking for its end.
      const blank = lineEnd(text, codes, next);
      const c = codes ?? head(text, at);
      const i = codes ? at : 0;
      if (this.#line !== "") {
        const line = this.#line + text.slice(at, end);
        const size = this.#lineSize + this.#size(text, codes, at, end);
        this.#line = "";
        this.#lineSize = 0;
        this.#field(line, head(line, 0), 0, 0, line.length, size);
      } else if (c[i] === DATA && c[i + 1] === 97 && c[i + 2] === 116 && c[i + 3] === 97 && c[i + 4] === COLON) {
        const start = c[i + 5] === SPACE ? at + 6 : at + 5;
        const value = text.slice(start, end);
        // A block of one line: saves the way through the buffers.
        if (blank > 0 && !this.#set) this.#emit(new ServerSentEvent("message", value, this.lastEventId, undefined));
        else this.#append(value, this.#size(text, codes, start, end));
      } else if (at === end) this.#dispatch();
      else this.#field(text, c, i, at, end, this.#size(text, codes, at, end));
      if (blank > 0) this.#dispatch();
      at = next + blank;
      if (lf !== -1 && lf < at) lf = at < text.length ? text.indexOf("\n", at) : -1;
      if (cr !== -1 && cr < at) cr = text.indexOf("\r", at);
    }
    this.#afterCR = text.charCodeAt(text.length - 1) === CR;
    if (at < text.length) {
      this.#line += text.slice(at);
      this.#lineSize += this.#size(text, codes, at, text.length);
    }
  }

  #size(text: string, codes: Uint8Array | undefined, start: number, end: number): number {
    return codes ? end - start : this.#exact ? byteLength(text, start, end) : 3 * (end - start);
  }

  /** `#processField`: the line is `text` from `start` to `end`, its first characters are `c` from `i`, its bytes are `size`. */
  #field(text: string, c: Uint8Array, i: number, start: number, end: number, size: number): void {
    if (c[i] === COLON) {
      if (this.#onComment) this.#onComment(text.slice(c[i + 1] === SPACE ? start + 2 : start + 1, end));
      return;
    }
    const name = FIELDS[c[i] ?? 0];
    if (!name) return;
    const { length } = name;
    for (let k = 1; k < length; k++) if (c[i + k] !== name[k]) return;
    let at = start + length;
    if (at < end) {
      if (c[i + length] !== COLON) return;
      at += c[i + length + 1] === SPACE ? 2 : 1;
    }
    const value = text.slice(at, end);
    switch (c[i]) {
      case DATA:
        this.#append(value, size - (at - start));
        break;
      case EVENT:
        // Mostly the last one again: saves the copy.
        if (this.#lastEvent.length !== value.length || !text.startsWith(this.#lastEvent, at)) this.#lastEvent = flat(value);
        this.#event = this.#lastEvent;
        break;
      case ID:
        if (value.includes("\0")) return;
        this.#id = copy(value);
        break;
      default: {
        if (!/^[0-9]+$/.test(value)) return;
        this.#retry = this.reconnectionTime = Math.min(Number(value), Number.MAX_SAFE_INTEGER);
      }
    }
    this.#set = true;
  }

  #append(value: string, size: number): void {
    if (this.#data === undefined) {
      this.#data = value;
      this.#dataSize = size;
    } else {
      this.#data = `${this.#data}\n${value}`;
      this.#dataSize += size + 1;
    }
    this.#set = true;
  }

  #dispatch(): void {
    if (!this.#set) return;
    this.lastEventId = this.#id;
    if (this.#data !== undefined || this.#emptyEvents) {
      this.#emit(new ServerSentEvent(this.#event || "message", this.#data ?? "", this.#id, this.#retry));
    }
    this.#data = this.#retry = undefined;
    this.#event = "";
    this.#dataSize = 0;
    this.#set = false;
  }

  #emit(event: ServerSentEvent): void {
    // A literal of one takes a tenth of the memory that push() gives an empty array.
    if (this.#events) this.#events.push(event);
    else this.#events = [event];
  }
}

/** How long the line end at an index is; 0 where there is none. */
function lineEnd(text: string, codes: Uint8Array | undefined, at: number): number {
  const code = codes ? codes[at] : text.charCodeAt(at);
  if (code === LF) return 1;
  return code !== CR ? 0 : text.charCodeAt(at + 1) === LF ? 2 : 1;
}

const HEAD = new Uint8Array(7);

/** The first characters of a line, enough for every field's name, as bytes where the text's own have other indices. */
function head(text: string, at: number): Uint8Array {
  for (let i = 0; i < 7; i++) {
    const code = text.charCodeAt(at + i);
    HEAD[i] = code < 0x80 ? code : 0;
  }
  return HEAD;
}

/** The text in memory of its own, because a slice of 13 characters and more keeps the whole chunk's text alive in V8. */
const copy = (text: string): string => (text.length < 13 ? text : ` ${text}`.slice(1));
const flat = (text: string): string => utf8.decode(encoder.encode(text));

/** UTF-8 bytes of a text, where U+FFFD, which stands for bytes that are no UTF-8, counts as one. */
function byteLength(text: string, start = 0, end: number = text.length): number {
  let bytes = end - start;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x80 && code !== 0xfffd) bytes += code < 0x800 || code >> 11 === 27 ? 1 : 2;
  }
  return bytes;
}
