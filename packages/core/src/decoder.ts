import { SSEError } from "./errors.ts";
import { ServerSentEvent } from "./event.ts";

// https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation

/** What {@link SSEDecoder} takes; everything has a default. */
export interface SSEDecoderOptions {
  /** The last event ID to begin with. @defaultValue `""` */
  lastEventId?: string | undefined;
  /**
   * How much one event may hold: its data so far and the line being read, ended or not, of whatever kind. In bytes for ASCII text; another
   * character counts as many as it adds to a string's `length`. Ended comments and other fields hold nothing, so that a stream of heartbeats
   * may be endless.
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
  reconnectionTime: number | undefined;

  readonly #max: number;
  readonly #onComment: ((comment: string) => void) | undefined;
  readonly #emptyEvents: boolean;
  /** What the calls throw after a fault or the end. */
  #failure: unknown;
  /** The events of the chunk being decoded. */
  #events: ServerSentEvent[] | undefined;

  // What is not decoded yet: small chunks, and what the streaming TextDecoder holds of a cut character.
  #aside: Uint8Array | undefined;
  #asideSize = 0;
  #stream: TextDecoder | undefined;
  #cut = false;
  #ascii = true;
  #started = false;

  // The line being read.
  #line = "";
  #afterCR = false;

  // The block being read: the specification's buffers, and whether any field was set.
  #data: string | undefined;
  #event = "";
  #lastEvent = "";
  #id: string;
  #retry: number | undefined;
  #set = false;

  /** @throws TypeError when `lastEventId` is no string; RangeError when `maxEventSize` is no number above 0. */
  constructor({ lastEventId = "", maxEventSize = 16_777_216, onComment, emptyEvents = false }: SSEDecoderOptions = {}) {
    if (typeof lastEventId !== "string") throw new TypeError(`lastEventId: expected a string, got ${typeof lastEventId}`);
    if (!(maxEventSize > 0)) throw new RangeError(`maxEventSize: expected bytes, got ${maxEventSize}`);
    this.lastEventId = this.#id = lastEventId;
    this.#max = maxEventSize;
    this.#onComment = onComment;
    this.#emptyEvents = emptyEvents;
  }

  /**
   * Decodes the next chunk of the stream and returns the events that it completed, in order.
   *
   * A string is text that is decoded already; bytes and strings can be mixed. The chunk's memory is not kept.
   *
   * @throws {@link SSEError} with code `ERR_SSE_EVENT_TOO_LARGE` when an event is over `maxEventSize`, or what `onComment` threw. Events
   * that the same chunk completed before that are returned first, and the next call throws, as does every call from then on.
   * @throws `TypeError` after {@link SSEDecoder.end | end}.
   */
  decode(chunk: Uint8Array | string): ServerSentEvent[] {
    if (this.#failure) throw this.#failure;
    try {
      if (typeof chunk === "string") {
        this.#flush(true);
        this.#text(chunk);
      } else this.#read(chunk);
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
    if (this.#failure) throw this.#failure;
    this.#failure = new TypeError("Expected no call after end()");
    const { lastEventId, reconnectionTime } = this;
    try {
      this.#flush(true);
    } catch (thrown) {
      this.#fail(thrown);
      throw thrown;
    }
    const line = this.#line;
    if (!line.startsWith(":")) this.#field(line, 0, line.length);
    this.#dispatch();
    this.lastEventId = lastEventId;
    this.reconnectionTime = reconnectionTime;
    return this.#events?.[0];
  }

  #fail(thrown: unknown): void {
    this.#failure = thrown || new Error("onComment threw");
    this.#line = "";
    this.#data = undefined;
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
    let ready = this.#asideSize > ASIDE - SMALL || this.#asideSize >= this.#room();
    for (const byte of chunk) {
      this.#aside[at++] = byte;
      if (byte === LF || byte === CR) ready = true;
    }
    if (ready) this.#flush();
  }

  /** Decodes what was put aside; at the end of the bytes a character that was cut, too. */
  #flush(end = false): void {
    const bytes = this.#aside?.subarray(0, this.#asideSize);
    this.#asideSize = 0;
    if (bytes) this.#bytes(bytes);
    if (end && this.#cut) {
      this.#cut = false;
      this.#text(this.#stream?.decode() ?? "");
    }
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
      this.#text(text, this.#ascii ? bytes : undefined);
    } else {
      this.#stream ??= newTextDecoder();
      text = this.#stream.decode(bytes, { stream: true });
      this.#ascii = text.length === length;
      this.#cut = cut;
      this.#text(text);
    }
  }

  /** How much longer the line being read may become. */
  #room(): number {
    return this.#max - this.#line.length - (this.#data?.length ?? 0);
  }

  #check(length: number): void {
    if (length > this.#room())
      throw new SSEError("ERR_SSE_EVENT_TOO_LARGE", `expected at most ${this.#max} bytes (maxEventSize), got more`);
  }

  /** `codes` are the text's bytes, where they are as many as its characters. */
  #text(text: string, codes?: Uint8Array): void {
    if (text === "") return;
    let at = (this.#afterCR && text.charCodeAt(0) === LF) || (!this.#started && text.charCodeAt(0) === 0xfeff) ? 1 : 0;
    this.#started = true;
    this.#afterCR = text.charCodeAt(text.length - 1) === CR;
    // Where the whole text has room, each of its lines has.
    const tight = text.length > this.#room();
    let lf = text.indexOf("\n", at);
    let cr = text.indexOf("\r", at);
    for (;;) {
      const end = cr === -1 || (lf !== -1 && lf < cr) ? lf : cr;
      if (end === -1) break;
      if (tight) this.#check(end - at);
      let next = end + 1;
      if (end === cr && lf === next) next++;
      // A blank line ends most blocks: saves looking for its end.
      const after = codes ? codes[next] : text.charCodeAt(next);
      const blank = after === LF || (cr !== -1 && after === CR);
      if (blank) next += after === CR && text.charCodeAt(next + 1) === LF ? 2 : 1;
      if (this.#line !== "") {
        // Only this line is put together, not the chunk: linear, however the stream is cut.
        const line = this.#line + text.slice(at, end);
        this.#line = "";
        this.#field(line, 0, line.length);
        // Most lines: saves what finding any field's name takes, byte by byte where there are bytes.
      } else if (
        codes
          ? codes[at] === 100 && codes[at + 1] === 97 && codes[at + 2] === 116 && codes[at + 3] === 97 && codes[at + 4] === COLON
          : text.startsWith("data:", at)
      ) {
        const value = text.slice(text.charCodeAt(at + 5) === SPACE ? at + 6 : at + 5, end);
        // A block of one line: saves the way through the buffers.
        if (blank && !this.#set) this.#emit(new ServerSentEvent("message", value, this.lastEventId, undefined));
        else this.#append(value);
      } else if (at === end) this.#dispatch();
      // Named events are as frequent: saves a third of what #field takes for them.
      else if (
        codes &&
        codes[at] === 101 &&
        codes[at + 1] === 118 &&
        codes[at + 2] === 101 &&
        codes[at + 3] === 110 &&
        codes[at + 4] === 116 &&
        codes[at + 5] === COLON
      ) {
        this.#type(text.slice(codes[at + 6] === SPACE ? at + 7 : at + 6, end));
      } else this.#field(text, at, end);
      if (blank) this.#dispatch();
      at = next;
      if (lf !== -1 && lf < at) lf = text.indexOf("\n", at);
      if (cr !== -1 && cr < at) cr = text.indexOf("\r", at);
    }
    this.#check(text.length - at);
    if (at < text.length) this.#line += text.slice(at);
  }

  /** `#processField`, for the line of `text` from `start` to `end`. */
  #field(text: string, start: number, end: number): void {
    const first = text.charCodeAt(start);
    if (first === COLON) {
      this.#onComment?.(text.slice(text.charCodeAt(start + 1) === SPACE ? start + 2 : start + 1, end));
      return;
    }
    // By its first letter a line can be one field only.
    const name = first === 100 ? "data" : first === 101 ? "event" : first === 105 ? "id" : "retry";
    if (name === "id" ? text.charCodeAt(start + 1) !== 100 : !text.startsWith(name, start)) return;
    let at = start + name.length;
    if (at < end && text.charCodeAt(at++) !== COLON) return;
    if (text.charCodeAt(at) === SPACE) at++;
    if (name === "retry") {
      let time = 0;
      for (let i = at; i < end; i++) {
        const digit = text.charCodeAt(i) - 48;
        if (digit < 0 || digit > 9) return;
        time = time * 10 + digit;
      }
      if (at === end) return;
      this.#retry = this.reconnectionTime = Math.min(time, 2 ** 53 - 1);
    } else {
      const value = text.slice(at, end);
      if (name === "data") this.#append(value);
      else if (name === "event") this.#type(value);
      else if (value.includes("\0")) return;
      else this.#id = copy(value);
    }
    this.#set = true;
  }

  #type(value: string): void {
    // Mostly it is the last one again: saves a copy.
    if (value !== this.#lastEvent) this.#lastEvent = copy(value);
    this.#event = this.#lastEvent;
    this.#set = true;
  }

  #append(value: string): void {
    this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`;
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
    this.#set = false;
  }

  #emit(event: ServerSentEvent): void {
    // A literal of one takes a tenth of the memory that push() gives an empty array.
    if (this.#events) this.#events.push(event);
    else this.#events = [event];
  }
}

/** The text in memory of its own, because a slice of 13 characters and more keeps the whole chunk's text alive in V8. */
const copy = (text: string): string => (text.length < 13 ? text : ` ${text}`.slice(1));
