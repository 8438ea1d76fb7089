import { SSEError } from "../errors.ts";
import { ServerSentEvent } from "../event.ts";
import { CR, LF } from "./codes.ts";
import { COMMENT, commentValue, DATA, dataValue, EVENT, eventValue, ID, idValue, NONE, numberOf, RETRY, retryValue } from "./field.ts";
import { HeldText } from "./held-text.ts";
import type { Leftover } from "./leftover.ts";
import { copyOf, joined } from "./text.ts";

// https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation

export type OnEvent = (event: ServerSentEvent) => unknown;
type OnComment = (comment: string) => void;

const BYTE_ORDER_MARK = 0xfeff;

/** Texts that {@link BlockReader.read} is given are at most this long, so that a kept event doesn't keep more than that alive. */
export const LONGEST_TEXT = 65_536;
/** The last event ID is copied out of texts of more characters than this, so that an idle stream doesn't keep more alive for it. */
const SMALL_TEXT = 2048;

/** Reads the text of an event stream, however it is cut: lines, the fields that they set, and the blocks that blank lines dispatch. */
export class BlockReader {
  lastEventId: string;
  reconnectionTime: number | undefined;
  onComment: OnComment | undefined;
  /** How many events had an `id` field of their own. */
  ownIds = 0;
  /** What came after the last event, if that is asked for. */
  leftover: Leftover | undefined;

  readonly #maxEventSize: number;
  readonly #emptyEvents: boolean;
  /** The character that is skipped if the next text begins with it: the byte order mark at first, the LF of a CRLF that was cut later. */
  #skip = BYTE_ORDER_MARK;
  /** The beginning of a line that isn't complete yet. */
  #line: HeldText | undefined;

  // The block that isn't complete yet: the specification's three buffers, the `retry` that it carries, and whether it has set any of these but data.
  #data: HeldText | undefined;
  #type = "";
  #newId: string | undefined;
  #retry: number | undefined;
  #otherFields = false;

  constructor(lastEventId: string, maxEventSize: number, emptyEvents: boolean, onComment: OnComment | undefined) {
    this.lastEventId = lastEventId;
    this.#maxEventSize = maxEventSize;
    this.#emptyEvents = emptyEvents;
    this.onComment = onComment;
  }

  /** Whether the text ended between two blocks. */
  get isBetweenBlocks(): boolean {
    return !this.#line && !this.#data && !this.#otherFields;
  }

  /** How many characters the line that is being read may still get. */
  get room(): number {
    return this.#maxEventSize - (this.#data?.length ?? 0) - (this.#line?.length ?? 0);
  }

  /** What is left over once this text has come as well. */
  leftoverWith(text: string): string {
    const from = text.charCodeAt(0) === this.#skip ? 1 : 0;
    return this.leftover?.with(text.slice(from)) ?? "";
  }

  /** Frees what waits for its end. */
  clear(): void {
    this.#line = this.#data = undefined;
  }

  /** Dispatches an event that a caller has read, between two blocks. */
  dispatch(type: string, data: string, onEvent: OnEvent): void {
    this.#skip = NONE;
    this.leftover?.clear();
    onEvent(new ServerSentEvent(type, data, this.lastEventId));
  }

  read(text: string, onEvent: OnEvent): void {
    const { length } = text;
    if (length === 0) return;
    if (!this.#line && this.#skip === NONE && text.charCodeAt(length - 1) !== CR && length <= this.room) {
      this.leftover?.add(text);
      this.#readLines(text, 0, text.indexOf("\n"), text.indexOf("\r"), onEvent);
    } else this.#readCut(text, onEvent);
  }

  /** Reads a text that begins or ends within a line end, begins within a line, or may be too long. */
  #readCut(text: string, onEvent: OnEvent): void {
    const { length } = text;
    let from = text.charCodeAt(0) === this.#skip ? 1 : 0;
    this.#skip = text.charCodeAt(length - 1) === CR ? LF : NONE;
    // An LF that belongs to the line end of the last event isn't left over.
    if (from === 1 && this.leftover?.isEmpty === false) this.leftover.add(text, 0, 1);
    let lf = text.indexOf("\n", from);
    let cr = text.indexOf("\r", from);
    // Where the whole text has room, each of its lines has. Otherwise the lines are checked one by one.
    const isTight = length - from > this.room;
    // A line that was cut is put together by itself, without the rest of the text, so that the time stays linear.
    while (isTight || this.#line) {
      const end = cr !== -1 && (cr < lf || lf === -1) ? cr : lf;
      if (end === -1) break;
      const next = end === cr && lf === cr + 1 ? end + 2 : end + 1;
      const line = joined(this.#line?.value ?? "", text.slice(from, next));
      this.#line = undefined;
      this.leftover?.add(text, from, next);
      const moved = line.length - next;
      this.#checkSize(end + moved);
      this.#readLines(line, 0, lf < next && lf !== -1 ? lf + moved : -1, cr < next && cr !== -1 ? cr + moved : -1, onEvent);
      from = next;
      if (lf !== -1 && lf < from) lf = text.indexOf("\n", from);
      if (cr !== -1 && cr < from) cr = text.indexOf("\r", from);
    }
    this.leftover?.add(text, from);
    this.#readLines(text, from, lf, cr, onEvent);
  }

  /**
   * Reads the lines that end in the text, and holds the rest.
   *
   * One function, although it is long: its steps share a block that lives in local variables. As fields they would cost V8's garbage collector
   * a note for each string, as an object of their own an allocation a chunk (internal/benchmarks/NOTES.md).
   *
   * @param firstLF - where the first LF is, -1 if there is none
   * @param firstCR - where the first CR is, -1 if there is none
   */
  #readLines(text: string, start: number, firstLF: number, firstCR: number, onEvent: OnEvent): void {
    const { length } = text;
    let at = start;
    let lf = firstLF;
    let cr = firstCR;
    let data: string | undefined;
    let lines = 0;
    let type = this.#type;
    let newId = this.#newId;
    let otherFields = this.#otherFields;
    let isContinued = this.#data !== undefined;
    let id = this.lastEventId;
    let hasNewId = false;
    const { leftover } = this;

    while (at < length) {
      // 1. Where the line ends: at LF, CR or CRLF.
      if (lf !== -1 && lf < at) lf = text.indexOf("\n", at);
      if (cr !== -1 && cr < at) cr = text.indexOf("\r", at);
      const endsInCR = cr !== -1 && (cr < lf || lf === -1);
      const end = endsInCR ? cr : lf;
      if (end === -1) break;

      // 2. The field that it sets.
      const first = text.charCodeAt(at);
      if (first === DATA) {
        const from = dataValue(text, at, end);
        if (from !== NONE) {
          const value = text.slice(from, end);
          // Most blocks are one line, which needs nothing of what follows.
          const isFirst = data === undefined && !otherFields && !isContinued;
          if (isFirst && !endsInCR && end + 1 < length && text.charCodeAt(end + 1) === LF) {
            at = end + 2;
            leftover?.restart(text, at);
            onEvent(new ServerSentEvent("message", value, id));
            continue;
          }
          data = data === undefined ? value : `${data}\n${value}`;
          lines++;
        }
      } else if (first === EVENT) {
        const from = eventValue(text, at, end);
        if (from !== NONE) {
          type = text.slice(from, end);
          otherFields = true;
        }
      } else if (first === ID) {
        const from = idValue(text, at, end);
        const value = from === NONE ? "\0" : text.slice(from, end);
        // "If the field value does not contain U+0000 NULL, then set the last event ID buffer to the field value."
        if (!value.includes("\0")) {
          newId = value;
          otherFields = true;
        }
      } else if (first === RETRY) {
        if (this.#readRetry(text, at, end)) otherFields = true;
      } else if (first === COMMENT) this.onComment?.(text.slice(commentValue(text, at, end), end));

      // 3. Whether the block ends: with this line, or with the next if that is blank. Looking at one character saves a search for its end.
      let isBlank = at === end;
      at = endsInCR && lf === cr + 1 ? end + 2 : end + 1;
      if (!isBlank && at < length) {
        const next = text.charCodeAt(at);
        if (next === LF) {
          isBlank = true;
          at++;
        } else if (next === CR) {
          isBlank = true;
          at += at + 1 < length && text.charCodeAt(at + 1) === LF ? 2 : 1;
        }
      }
      if (isBlank) {
        const hasOwnId = newId !== undefined;
        if (newId !== undefined) {
          id = this.lastEventId = newId;
          newId = undefined;
          hasNewId = true;
        }
        if (isContinued) {
          data = this.#dataWith(data);
          isContinued = false;
        }
        if (data !== undefined || (otherFields && this.#emptyEvents)) {
          leftover?.restart(text, at);
          if (hasOwnId) this.ownIds++;
          onEvent(new ServerSentEvent(type || "message", data, id, otherFields ? this.#retry : undefined));
        }
        data = undefined;
        lines = 0;
        if (otherFields) {
          type = "";
          this.#retry = undefined;
          otherFields = false;
        }
      }
    }

    leftover?.settle();
    if (otherFields || this.#otherFields) {
      this.#type = type;
      this.#newId = newId;
      this.#otherFields = otherFields;
    }
    if (hasNewId && length > SMALL_TEXT) this.lastEventId = copyOf(this.lastEventId);
    if (data !== undefined) this.#holdData(isContinued ? `\n${data}` : data, text, lines);
    if (at < length) this.#holdLine(text, at);
  }

  #readRetry(text: string, at: number, end: number): boolean {
    const from = retryValue(text, at, end);
    const time = from === NONE ? NONE : numberOf(text, from, end);
    if (time === NONE) return false;
    this.#retry = this.reconnectionTime = time;
    return true;
  }

  /** The data of the block so far, and that of the latest lines. */
  #dataWith(latest: string | undefined): string {
    const data = this.#data?.value ?? "";
    this.#data = undefined;
    return latest === undefined ? data : `${data}\n${latest}`;
  }

  #holdData(data: string, source: string, lines: number): void {
    this.#data ??= new HeldText();
    this.#data.add(data, BYTES_PER_CHARACTER * source.length, lines);
  }

  #holdLine(text: string, from: number): void {
    if (from === text.length) return;
    this.#line ??= new HeldText();
    this.#line.add(text.slice(from), BYTES_PER_CHARACTER * text.length);
    this.#checkSize(this.#line.length);
  }

  #checkSize(line: number): void {
    if ((this.#data?.length ?? 0) + line <= this.#maxEventSize) return;
    const most = `expected at most ${this.#maxEventSize} characters in one event (maxEventSize)`;
    throw new SSEError("ERR_SSE_EVENT_TOO_LARGE", `${most}, got more`);
  }
}

/** At most: V8 stores text as Latin-1 where it can, and as UTF-16 elsewhere. */
const BYTES_PER_CHARACTER = 2;
