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

/** The fields, by the code of their first letter. */
const FIELDS: Record<number, string | undefined> = { 100: "data", 101: "event", 105: "id", 114: "retry" };

// ignoreBOM: the decoder keeps it; which one is to be stripped depends on where the stream begins, not the chunk.
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/** Chunks up to this many bytes are collected until a line ends or the collection is full. */
const SMALL = 32;
const COLLECTED = 128;

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
  #failure: { thrown: unknown } | undefined = undefined;
  #ended = false;

  // Bytes that are not decoded yet, and half a surrogate pair that has no bytes yet.
  readonly #bytes: Uint8Array = new Uint8Array(COLLECTED);
  #collected = 0;
  #surrogate = "";
  #started = false;

  // The line being read, and its bytes.
  #line = "";
  #lineSize = 0;
  #afterCR = false;

  // The block being read: the specification's buffers, and the bytes of its data.
  #data: string | undefined = undefined;
  #dataSize = 0;
  #event: string | undefined = undefined;
  #id: string;
  #retry: number | undefined = undefined;
  #set = false;

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
    if (this.#failure) throw this.#failure.thrown;
    if (this.#ended) throw new TypeError("Expected no chunk after end(): a decoder decodes one stream");
    const events: ServerSentEvent[] = [];
    try {
      if (typeof chunk === "string") this.#read(this.#encode(chunk), events);
      else {
        if (this.#surrogate && chunk.length > 0) this.#read(this.#loneSurrogate(), events);
        this.#read(chunk, events);
      }
    } catch (thrown) {
      this.#fail(thrown);
      if (events.length === 0) throw thrown;
    }
    return events;
  }

  /**
   * Ends the stream and returns the event that was not finished, as a blank line would have dispatched it; a last line without an end
   * counts. The {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation | specification} discards
   * that event, so neither `lastEventId` nor `reconnectionTime` takes anything from it.
   *
   * @returns `undefined` where nothing was cut off, and when called again.
   * @throws what {@link SSEDecoder.decode | decode} would have thrown at its next call.
   */
  end(): ServerSentEvent | undefined {
    if (this.#failure) throw this.#failure.thrown;
    if (this.#ended) return undefined;
    this.#ended = true;
    const { lastEventId, reconnectionTime } = this;
    const events: ServerSentEvent[] = [];
    try {
      if (this.#surrogate) this.#read(this.#loneSurrogate(), events);
      this.#text(utf8.decode(this.#bytes.subarray(0, this.#collected)), false, events);
    } catch (thrown) {
      this.#fail(thrown);
      throw thrown;
    }
    if (this.#line && this.#line.charCodeAt(0) !== COLON) this.#field(this.#line, 0, this.#line.length, true);
    this.#dispatch(events);
    this.lastEventId = lastEventId;
    this.reconnectionTime = reconnectionTime;
    return events[0];
  }

  #fail(thrown: unknown): void {
    this.#failure = { thrown };
    this.#line = "";
    this.#data = undefined;
  }

  /** The UTF-8 bytes of a string, where a surrogate pair may be split between two strings. */
  #encode(chunk: string): Uint8Array {
    if (chunk === "") return encoder.encode();
    const text = this.#surrogate + chunk;
    const last = text.charCodeAt(text.length - 1);
    this.#surrogate = last >= 0xd800 && last < 0xdc00 ? text.slice(-1) : "";
    return encoder.encode(this.#surrogate ? text.slice(0, -1) : text);
  }

  /** The bytes of U+FFFD, which half a surrogate pair becomes when the other half does not follow. */
  #loneSurrogate(): Uint8Array {
    const bytes = encoder.encode(this.#surrogate);
    this.#surrogate = "";
    return bytes;
  }

  #read(chunk: Uint8Array, events: ServerSentEvent[]): void {
    if (chunk.length <= SMALL && this.#collected + chunk.length <= COLLECTED) {
      // A call costs more than its few bytes: put them aside until a line ends.
      const held = this.#collected + chunk.length;
      let ready = held + SMALL > COLLECTED || this.#dataSize + this.#lineSize + held > this.#max;
      for (const byte of chunk) {
        this.#bytes[this.#collected++] = byte;
        if (byte === LF || byte === CR) ready = true;
      }
      if (ready) this.#sequences(this.#bytes.subarray(0, this.#collected), events);
      return;
    }
    let from = 0;
    if (this.#collected > 0) {
      // Continuation bytes belong to the sequence that was cut.
      for (const byte of chunk) {
        if (from === 3 || (byte & 0xc0) !== 0x80) break;
        this.#bytes[this.#collected++] = byte;
        from++;
      }
      const collected = this.#bytes.subarray(0, this.#collected);
      this.#collected = 0;
      this.#text(utf8.decode(collected), false, events);
    }
    this.#sequences(from === 0 ? chunk : chunk.subarray(from), events);
  }

  /** Decodes all but a sequence that may be completed by the next chunk, which it puts aside. */
  #sequences(bytes: Uint8Array, events: ServerSentEvent[]): void {
    const cut = unfinished(bytes);
    const whole = cut === 0 ? bytes : bytes.subarray(0, -cut);
    const text = utf8.decode(whole);
    this.#bytes.set(bytes.subarray(whole.length));
    this.#collected = cut;
    this.#text(text, text.length === whole.length, events);
  }

  #text(decoded: string, bytewise: boolean, events: ServerSentEvent[]): void {
    if (decoded === "") return;
    const text = !this.#started && decoded.charCodeAt(0) === 0xfeff ? decoded.slice(1) : decoded;
    this.#started = true;
    let room = this.#max - this.#dataSize - this.#lineSize;
    if (text.length * (bytewise ? 1 : 3) <= room) {
      this.#lines(text, bytewise, events);
      return;
    }
    // Near the limit: go on in pieces that cannot exceed it, down to the one character that does.
    for (let at = 0; at < text.length; ) {
      room = this.#max - this.#dataSize - this.#lineSize;
      const length = Math.max(1, Math.floor(bytewise ? room : room / 3));
      const piece = text.slice(at, at + length);
      const code = piece.charCodeAt(0);
      if (length === 1 && code !== LF && code !== CR && size(piece) > room) {
        const got = this.#max - room + size(piece);
        throw new SSEError(
          "ERR_SSE_EVENT_TOO_LARGE",
          `Expected events of at most ${this.#max} bytes (maxEventSize), got one of ${got} bytes or more`,
        );
      }
      this.#lines(piece, bytewise, events);
      at += length;
    }
  }

  #lines(text: string, bytewise: boolean, events: ServerSentEvent[]): void {
    let at = 0;
    if (this.#afterCR) {
      this.#afterCR = false;
      if (text.charCodeAt(0) === LF) at = 1;
    }
    let lf = text.indexOf("\n", at);
    let cr = text.indexOf("\r", at);
    for (;;) {
      let end = lf;
      if (cr !== -1 && (lf === -1 || cr < lf)) end = cr;
      if (end === -1) break;
      if (this.#line !== "") {
        const line = this.#line + text.slice(at, end);
        this.#line = "";
        this.#lineSize = 0;
        this.#field(line, 0, line.length, false);
      } else if (at === end) this.#dispatch(events);
      else this.#field(text, at, end, bytewise);
      at = end + 1;
      if (end === cr) {
        if (at === text.length) this.#afterCR = true;
        else if (lf === at) at++;
        cr = text.indexOf("\r", at);
      }
      if (lf !== -1 && lf < at) lf = text.indexOf("\n", at);
    }
    if (at < text.length) {
      const rest = text.slice(at);
      this.#line += rest;
      this.#lineSize += bytewise ? rest.length : size(rest);
    }
  }

  /** `#processField`, on the characters of `text` from `at` to `end`. */
  #field(text: string, start: number, end: number, bytewise: boolean): void {
    const first = text.charCodeAt(start);
    if (first === COLON) {
      if (this.#onComment) this.#onComment(text.slice(text.charCodeAt(start + 1) === SPACE ? start + 2 : start + 1, end));
      return;
    }
    const name = FIELDS[first];
    if (name === undefined || !text.startsWith(name, start)) return;
    let at = start + name.length;
    if (at < end) {
      if (text.charCodeAt(at++) !== COLON) return;
      if (at < end && text.charCodeAt(at) === SPACE) at++;
    } else if (at > end) return;
    const value = text.slice(at, end);
    if (name === "data") {
      if (this.#data === undefined) this.#data = value;
      else {
        this.#data = `${this.#data}\n${value}`;
        this.#dataSize++;
      }
      this.#dataSize += bytewise ? value.length : size(value);
    } else if (name === "event") this.#event = value;
    else if (name === "id") {
      if (value.includes("\0")) return;
      this.#id = value;
      this.#set = true;
    } else if (/^[0-9]+$/.test(value)) {
      this.#retry = this.reconnectionTime = Math.min(Number(value), Number.MAX_SAFE_INTEGER);
    }
  }

  #dispatch(events: ServerSentEvent[]): void {
    this.lastEventId = this.#id;
    if (this.#data !== undefined || (this.#emptyEvents && (this.#set || this.#event !== undefined || this.#retry !== undefined))) {
      events.push(new ServerSentEvent(this.#event || "message", this.#data ?? "", this.#id, this.#retry));
    }
    this.#data = this.#event = this.#retry = undefined;
    this.#dataSize = 0;
    this.#set = false;
  }
}

/** How many bytes at the end begin a UTF-8 sequence that the next chunk may complete. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= 3; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const needed = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    // A beginning that can still be completed decodes to one U+FFFD as a whole; anything else is wrong already.
    const possible = byte >= 0xc2 && byte <= 0xf4 && back < needed;
    return possible && utf8.decode(bytes.subarray(-back)).length === 1 ? back : 0;
  }
  return 0;
}

/** UTF-8 bytes of a text, where U+FFFD, which stands for bytes that are no UTF-8, counts as one. */
function size(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x80 && code !== 0xfffd) bytes += code < 0x800 || (code & 0xf800) === 0xd800 ? 1 : 2;
  }
  return bytes;
}
