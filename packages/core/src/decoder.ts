import { SSEError } from "./errors.ts";
import { ServerSentEvent } from "./event.ts";

// https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation

/** What {@link SSEDecoder} takes; everything has a default. */
export interface SSEDecoderOptions {
  /** The last event ID to begin with. @defaultValue `""` */
  lastEventId?: string | null | undefined;
  /**
   * How much one event may hold: its data so far and the line being read, ended or not, of whatever kind. In bytes for ASCII text; another
   * character counts as many as it adds to a string's `length`. Ended comments and other fields hold nothing, so that a stream of heartbeats
   * may be endless.
   *
   * @defaultValue 16_777_216 (16 MiB)
   */
  maxEventSize?: number | null | undefined;
  /** Called with the text of each comment, without the colon and one following space. What it throws ends the decoder. */
  onComment?: ((comment: string) => void) | null | undefined;
  /**
   * Whether to yield, too, blocks without data that set `event`, `id` or `retry`; the specification dispatches nothing for them.
   * @defaultValue `false`
   */
  emptyEvents?: boolean | null | undefined;
  keepLeftover?: number | null | undefined;
}

type OnEvent = (event: ServerSentEvent) => unknown;

const LF = 10;
const CR = 13;
const SPACE = 32;
const COLON = 58;
const BYTE_ORDER_MARK = 0xfeff;

// ignoreBOM: it depends on where the stream begins, not the chunk, which byte order mark is to be stripped.
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Node's and Bun's own function under TextDecoder: it saves a view of a part, and a tenth of the time. Deno has a slow imitation of it. */
const { utf8Slice } = ("Deno" in globalThis ? {} : ((globalThis as { Buffer?: { prototype: object } }).Buffer?.prototype ?? {})) as {
  utf8Slice?: (this: Uint8Array, start: number, end: number) => string;
};

/** Up to Node 22 a streaming TextDecoder takes half as long for other than ASCII text, and ten times as long for ASCII. */
const streamsFaster = !!utf8Slice && !("escape" in RegExp);

/** No event is shorter: `data:` and a blank line. */
const SHORTEST = 7;
/** Bytes put aside before they are decoded. Room is for another short chunk, and the rest of a character. */
const ASIDE = 48;

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
  /** The text after the last event, if `keepLeftover` asks for it. */
  leftover = "";
  /** How many `id` fields were read. */
  idLines = 0;

  readonly #max: number;
  readonly #keep: number;
  #onComment: ((comment: string) => void) | undefined;
  readonly #emptyEvents: boolean;
  /** What the calls throw after a fault or the end. */
  #failure: { readonly error: unknown } | undefined;

  // What is not decoded yet: chunks shorter than any event, and the bytes of a character that a chunk cut.
  #aside: Uint8Array | undefined;
  #asideSize = 0;
  /** Whether to decode by the streaming TextDecoder. */
  #streaming = false;
  /** Whether the last chunk could have been one event. */
  #single = true;
  /** What the text is stripped of, where it begins with it: a byte order mark, then the LF of a CRLF that was cut. */
  #strip = BYTE_ORDER_MARK;

  // The line being read, and the block: the specification's buffers, and whether any field was set.
  #line = "";
  #data: string | undefined;
  #type = "";
  #id: string;
  #retry: number | undefined;
  #set = false;

  /** @throws TypeError when `lastEventId` is no string; RangeError when `maxEventSize` is no number above 0. */
  constructor(options: SSEDecoderOptions = {}) {
    const lastEventId = options.lastEventId ?? "";
    const maxEventSize = options.maxEventSize ?? 16_777_216;
    const { onComment, emptyEvents } = options;
    if (typeof lastEventId !== "string") throw new TypeError(`lastEventId: expected a string, got ${typeof lastEventId}`);
    if (!(maxEventSize > 0)) throw new RangeError(`maxEventSize: expected bytes, got ${maxEventSize}`);
    this.lastEventId = this.#id = lastEventId;
    this.#max = maxEventSize;
    this.#keep = options.keepLeftover ?? 0;
    this.#onComment = onComment ?? undefined;
    this.#emptyEvents = emptyEvents ?? false;
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
    const events: ServerSentEvent[] = [];
    try {
      this.feed(chunk, (event) => events.push(event));
    } catch (error) {
      if (events.length === 0) throw error;
    }
    return events;
  }

  /**
   * {@link SSEDecoder.decode | decode} without an array: calls `onEvent` with each event as soon as it is complete. Where chunks hold many
   * events it takes up to a third less time.
   *
   * `onEvent` must not call the decoder's methods: the chunk is still being read.
   *
   * @throws as `decode` does, but at once, after the events before the fault; and what `onEvent` threw, which ends the decoder.
   */
  feed(chunk: Uint8Array | string, onEvent: (event: ServerSentEvent) => unknown): void {
    if (this.#failure) throw this.#failure.error;
    try {
      if (typeof chunk !== "string") this.#read(chunk, onEvent);
      else {
        this.#flush(onEvent);
        this.#text(chunk, onEvent);
      }
    } catch (error) {
      this.#failure = { error };
      this.#line = "";
      this.#data = undefined;
      throw error;
    }
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
    let event: ServerSentEvent | undefined;
    const { lastEventId, reconnectionTime } = this;
    this.#onComment = undefined; // a comment without its end is none
    this.feed("\n\n", (last) => {
      event = last;
    });
    this.#failure = { error: new TypeError("Expected no call after end()") };
    this.lastEventId = lastEventId;
    this.reconnectionTime = reconnectionTime;
    return event;
  }

  #read(chunk: Uint8Array, onEvent: OnEvent): void {
    const { length } = chunk;
    let to = 0;
    // Not by >=: what is no array of bytes has no length, and must not be taken for an empty one.
    if (!(length < SHORTEST)) {
      // One event a chunk, as language models stream: decodes its data alone, and saves a third.
      if (
        this.#single &&
        isData(chunk, 0) &&
        chunk[length - 1] === LF &&
        chunk[length - 2] === LF &&
        this.#line === "" &&
        this.#asideSize === 0 &&
        !this.#set &&
        length <= this.#max
      ) {
        const data = decodeUtf8(chunk, chunk[5] === SPACE ? 6 : 5, length - 2);
        if (!data.includes("\n") && !data.includes("\r")) {
          this.#strip = -1;
          this.leftover = "";
          onEvent(new ServerSentEvent("message", data, this.lastEventId));
          return;
        }
      }
      let from = 0;
      if (this.#asideSize > 0) {
        // The rest of the character that was cut.
        while (from < 3 && (chunk[from] ?? 0) >> 6 === 2) from++;
        this.#put(chunk, 0, from, onEvent);
        this.#flush(onEvent);
      }
      to = uncut(chunk, length);
      this.#bytes(chunk, from, to, onEvent);
    }
    if (to < length) this.#put(chunk, to, length, onEvent);
  }

  /** Puts bytes aside. A call of a text decoder costs more than a few bytes: saves nine tenths where a stream comes byte by byte. */
  #put(chunk: Uint8Array, from: number, to: number, onEvent: OnEvent): void {
    this.#aside ??= new Uint8Array(ASIDE + 16);
    let size = this.#asideSize;
    let ready = false;
    for (let at = from; at < to; at++) {
      const byte = chunk[at] ?? 0;
      this.#aside[size++] = byte;
      if (byte === LF || byte === CR) ready = true;
    }
    this.#asideSize = size;
    if (ready || size > ASIDE || size >= this.#room(this.#line.length, this.#data)) this.#flush(onEvent, true);
  }

  /** Decodes what was put aside; a character that is cut stays there, where more is to come. */
  #flush(onEvent: OnEvent, more = false): void {
    if (!this.#aside) return;
    const to = more ? uncut(this.#aside, this.#asideSize) : this.#asideSize;
    this.#bytes(this.#aside, 0, to, onEvent);
    this.#aside.copyWithin(0, to);
    this.#asideSize -= to;
  }

  /** No character is cut at either end, so that the streaming TextDecoder never holds one, and can be shared. */
  #bytes(bytes: Uint8Array, from: number, to: number, onEvent: OnEvent): void {
    const text = this.#streaming ? utf8.decode(bytes.subarray(from, to), { stream: true }) : decodeUtf8(bytes, from, to);
    const ascii = text.length === to - from;
    this.#streaming = streamsFaster && !ascii;
    this.#text(text, onEvent, ascii && from === 0 ? bytes : undefined);
  }

  /** How much longer a line may become; throws where it is too long already. */
  #room(line: number, data = ""): number {
    const room = this.#max - line - data.length;
    if (room < 0) throw new SSEError("ERR_SSE_EVENT_TOO_LARGE", `expected at most ${this.#max} bytes (maxEventSize), got more`);
    return room;
  }

  /** `ascii` are the text's bytes, where each of them is a character: an index into one is an index into the other. */
  #text(text: string, onEvent: OnEvent, ascii?: Uint8Array): void {
    const { length } = text;
    if (!length) return;
    let at = text.charCodeAt(0) === this.#strip ? 1 : 0;
    this.#strip = text.charCodeAt(length - 1) === CR ? LF : -1;
    let lf = text.indexOf("\n", at);
    let cr = text.indexOf("\r", at);
    this.#single = lf === length - 2;
    const { lastEventId } = this;
    // Locals: saves telling the garbage collector of each string that an older object comes to hold.
    let line = this.#line;
    let data = this.#data;
    let type = this.#type;
    let id = this.#id;
    let retry = this.#retry;
    let set = this.#set;
    // Where the whole text has room, each of its lines has.
    const tight = length > this.#room(line.length, data);
    // Bytes are read in half the time that characters take.
    const codes = cr === -1 && !tight && ascii;
    let dispatchedTo = -1;
    for (;;) {
      // Most lines: saves a third of what any line takes, and half where a blank one follows.
      if (codes && line === "") {
        while (lf !== -1 && isData(codes, at)) {
          const value = text.slice(codes[at + 5] === SPACE ? at + 6 : at + 5, lf);
          at = lf + 1;
          if (!set && at < length && codes[at] === LF) {
            onEvent(new ServerSentEvent("message", value, id));
            at++;
            dispatchedTo = at;
          } else {
            data = data === undefined ? value : `${data}\n${value}`;
            set = true;
          }
          lf = text.indexOf("\n", at);
        }
      }

      // The line is what `source` has from `from` to `to`.
      let to = lf;
      let next = lf + 1;
      if (cr !== -1 && (cr < lf || lf === -1)) {
        to = cr;
        next = cr + (lf === cr + 1 ? 2 : 1);
      }
      if (to === -1) break;
      let source = text;
      let from = at;
      if (line !== "") {
        // Only this line is put together, not the chunk: linear, however the stream is cut.
        source = line + text.slice(at, to);
        line = "";
        from = 0;
        to = source.length;
      }
      if (tight) this.#room(to - from, data);

      const first = source.charCodeAt(from);
      let blank = from === to;
      if (first === COLON) this.#onComment?.(source.slice(source.charCodeAt(from + 1) === SPACE ? from + 2 : from + 1, to));
      else {
        // The fields: by its first letter a line can be one of them only. Letter by letter where most lines come: saves half of what
        // startsWith() takes.
        let start = from + (first === 100 ? 4 : first === 105 ? 2 : 5);
        if (
          (first === 100 // data
            ? source.charCodeAt(from + 1) === 97 && source.charCodeAt(from + 2) === 116 && source.charCodeAt(from + 3) === 97
            : first === 101 // event
              ? source.charCodeAt(from + 1) === 118 &&
                source.charCodeAt(from + 2) === 101 &&
                source.charCodeAt(from + 3) === 110 &&
                source.charCodeAt(from + 4) === 116
              : first === 105 // id
                ? source.charCodeAt(from + 1) === 100
                : source.startsWith("retry", from)) &&
          (start === to || source.charCodeAt(start++) === COLON)
        ) {
          if (source.charCodeAt(start) === SPACE) start++;
          let valid = true;
          if (first === 114) {
            const time = digits(source, start, to);
            if (time < 0) valid = false;
            else retry = this.reconnectionTime = time;
          } else {
            const value = source.slice(start, to);
            if (first === 100) data = data === undefined ? value : `${data}\n${value}`;
            else if (first === 101) type = value;
            else if (value.includes("\0")) valid = false;
            else {
              id = value;
              this.idLines++;
            }
          }
          set ||= valid;
        }
      }

      // A blank line ends most blocks: saves looking for its end.
      at = next;
      const after = blank ? 0 : text.charCodeAt(at);
      if (after === LF || after === CR) {
        blank = true;
        at += after === CR && text.charCodeAt(at + 1) === LF ? 2 : 1;
      }
      if (blank && set) {
        this.lastEventId = id;
        if (data !== undefined || this.#emptyEvents) {
          onEvent(new ServerSentEvent(type || "message", data, id, retry));
          dispatchedTo = at;
        }
        data = retry = undefined;
        type = "";
        set = false;
      }
      if (lf !== -1 && lf < at) lf = text.indexOf("\n", at);
      if (cr !== -1 && cr < at) cr = text.indexOf("\r", at);
    }
    if (this.#keep > 0) this.leftover = (dispatchedTo < 0 ? this.leftover + text : text.slice(dispatchedTo)).slice(0, this.#keep);
    if (at < length) line += text.slice(at);
    this.#room(line.length, data);
    this.#line = line;
    this.#data = data;
    this.#type = type;
    this.#retry = retry;
    this.#set = set;
    // In memory of its own: in V8 a slice of 13 characters and more keeps the whole chunk's text alive, here for as long as the stream is idle.
    this.lastEventId = this.lastEventId === lastEventId ? lastEventId : ` ${this.lastEventId}`.slice(1);
    this.#id = id === this.lastEventId ? this.lastEventId : id;
  }
}

const isData = (codes: Uint8Array, at: number): boolean =>
  codes[at] === 100 && codes[at + 1] === 97 && codes[at + 2] === 116 && codes[at + 3] === 97 && codes[at + 4] === COLON;

/** The number that ASCII digits say, as far as it is a safe one; -1 for anything else. */
function digits(text: string, from: number, to: number): number {
  let number = from < to ? 0 : -1;
  for (let i = from; i < to && number >= 0; i++) {
    const digit = text.charCodeAt(i) - 48;
    number = digit < 0 || digit > 9 ? -1 : number * 10 + digit;
  }
  return Math.min(number, 2 ** 53 - 1);
}

const decodeUtf8 = (bytes: Uint8Array, start: number, end: number): string =>
  utf8Slice ? utf8Slice.call(bytes, start, end) : utf8.decode(bytes.subarray(start, end));

/** Where the character begins that the bytes end in the middle of; `length` where they end with a whole one. */
function uncut(bytes: Uint8Array, length: number): number {
  for (let back = 1; back < 4; back++) {
    const byte = bytes[length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc2 && byte < 0xf5) {
      const cut = (byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4) > back;
      // What could become a character is one U+FFFD so far, and what can't is several.
      return cut && decodeUtf8(bytes, length - back, length).length === 1 ? length - back : length;
    }
  }
  return length;
}
