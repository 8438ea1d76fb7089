/** An event as the reference dispatches it. */
export interface ReferenceEvent {
  event: string;
  data: string;
  id: string;
  /** Milliseconds; only if the event's own block carried one. */
  retry: number | undefined;
}

export interface ReferenceOptions {
  lastEventId?: string | undefined;
  /** Characters that one event may hold, including the line that is being read. */
  maxEventSize?: number | undefined;
  /** Whether to yield blocks without data that set `event`, `id` or `retry`. */
  emptyEvents?: boolean | undefined;
  onComment?: ((comment: string) => void) | undefined;
}

export class EventTooLarge extends Error {
  readonly code = "ERR_SSE_EVENT_TOO_LARGE";
}

/**
 * The specification's {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation | algorithm}, sentence
 * by sentence. Decoders are compared with it, so it is never made faster. Each step is a method, so that a deliberately wrong decoder
 * overrides one of them.
 *
 * Quoted comments are the specification's own sentences. The rest is what this project adds to it.
 */
export class ReferenceDecoder {
  lastEventId: string;
  reconnectionTime: number | undefined;
  /** Whether the stream has set the last event ID. */
  hasSentId = false;
  /** How many events had an `id` field of their own. */
  ownIds = 0;
  readonly options: ReferenceOptions;

  readonly #utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  atStart = true;
  afterCR = false;
  /** The pieces of the line that is being read. */
  rest: string[] = [];
  #restSize = 0;

  // "A stream is then parsed … with three string buffers": data, event type and last event ID. The data buffer is kept as its lines.
  data: string[] = [];
  type = "";
  id: string;
  /** What the block has set besides. */
  retry: number | undefined;
  fields = new Set<string>();

  #failure: { readonly thrown: unknown } | undefined;
  #ended = false;

  constructor(options: ReferenceOptions = {}) {
    this.options = options;
    this.lastEventId = this.id = options.lastEventId ?? "";
  }

  /** The events that the chunk completes. A fault is thrown at once if there are none, and otherwise by the next call. */
  decode(chunk: Uint8Array | string): ReferenceEvent[] {
    const events: ReferenceEvent[] = [];
    try {
      for (const event of this.events(chunk)) events.push(event);
    } catch (thrown) {
      if (events.length === 0) throw thrown;
    }
    return events;
  }

  /** The events that the chunk completes, one at a time, then the fault if there is one. */
  *events(chunk: Uint8Array | string): Generator<ReferenceEvent> {
    if (this.#failure) throw this.#failure.thrown;
    if (this.#ended) throw new TypeError("Expected no chunk after end()");
    try {
      for (const line of this.lines(this.text(chunk))) {
        const event = this.line(line);
        if (event) yield event;
      }
    } catch (thrown) {
      this.#failure = { thrown };
      throw thrown;
    }
  }

  /** The unfinished event, which the specification discards: what would be dispatched if the stream went on with two line ends. */
  end(): ReferenceEvent | undefined {
    if (this.#failure) throw this.#failure.thrown;
    if (this.#ended) return undefined;
    for (const _ of this.events("")); // The bytes of a character that was cut.
    this.#ended = true;
    const { lastEventId, reconnectionTime, ownIds } = this;
    const unfinished = this.rest.join("");
    if (unfinished !== "" && !unfinished.startsWith(":")) this.line(unfinished);
    const event = this.line("");
    this.lastEventId = lastEventId;
    this.reconnectionTime = reconnectionTime;
    this.ownIds = ownIds;
    return event;
  }

  /** What the chunk adds to the text. A string is decoded already, and ends the bytes before it. */
  text(chunk: Uint8Array | string): string {
    // "Streams must be decoded using the UTF-8 decode algorithm."
    const text = typeof chunk === "string" ? this.#utf8.decode() + chunk : this.#utf8.decode(chunk, { stream: true });
    if (!this.atStart || text === "") return text;
    this.atStart = false;
    return this.withoutMark(text);
  }

  /** "The UTF-8 decode algorithm strips one leading UTF-8 Byte Order Mark (BOM), if any." */
  withoutMark(text: string): string {
    return text.startsWith("\ufeff") ? text.slice(1) : text;
  }

  /** The lines that the text completes: "Lines must be separated by either a CRLF pair, a single LF, or a single CR." */
  *lines(text: string): Generator<string> {
    let start = 0;
    for (const { index, 0: end } of text.matchAll(/[\r\n]/g)) {
      const secondOfPair = this.afterCR && end === "\n" && index === start && this.rest.length === 0;
      this.afterCR = end === "\r";
      if (!secondOfPair) yield this.take(text.slice(start, index));
      start = index + 1;
    }
    if (start < text.length) {
      this.hold(text.slice(start));
      this.afterCR = false;
    }
  }

  /** The line that ends with this piece. */
  take(piece: string): string {
    this.hold(piece);
    const line = this.rest.join("");
    this.rest = [];
    this.#restSize = 0;
    return line;
  }

  /** Keeps a piece of the line that is being read. */
  hold(piece: string): void {
    this.rest.push(piece);
    this.#restSize += piece.length;
    this.limit(this.#restSize);
  }

  /** @param size - the characters of the line that is being read */
  limit(size: number): void {
    const { maxEventSize = Number.POSITIVE_INFINITY } = this.options;
    if (this.#dataSize + size > maxEventSize) throw new EventTooLarge(`Expected an event of at most ${maxEventSize} characters`);
  }

  #dataSize = 0;

  /** One line, without its end. */
  line(line: string): ReferenceEvent | undefined {
    // "If the line is empty (a blank line), dispatch the event."
    if (line === "") return this.dispatch();
    // "If the line starts with a U+003A COLON character (:), ignore the line."
    if (line.startsWith(":")) this.comment(line.slice(1));
    // "Collect the characters on the line before the first U+003A COLON character (:), and let field be that string."
    else this.divide(line, line.indexOf(":"));
    return undefined;
  }

  comment(text: string): void {
    this.options.onComment?.(this.value(text));
  }

  divide(line: string, colon: number): void {
    // "Otherwise … using the whole line as the field name, and the empty string as the field value."
    if (colon === -1) this.field(line, "");
    else this.field(line.slice(0, colon), this.value(line.slice(colon + 1)));
  }

  /** "If value starts with a U+0020 SPACE character, remove it from value." */
  value(text: string): string {
    return text.startsWith(" ") ? text.slice(1) : text;
  }

  /** "Field names must be compared literally, with no case folding performed." Any other field is ignored. */
  field(name: string, value: string): void {
    if (name === "data") this.setData(value);
    else if (name === "event") this.setType(value);
    else if (name === "id") this.setId(value);
    else if (name === "retry") this.setRetry(value);
  }

  /** "Append the field value to the data buffer, then append a single U+000A LINE FEED (LF) character to the data buffer." */
  setData(value: string): void {
    this.#dataSize += (this.data.length > 0 ? 1 : 0) + value.length;
    this.data.push(value);
    // Many short lines would take many times their own length.
    if (this.data.length > 4_096) this.data = [this.data.join("\n")];
    this.fields.add("data");
  }

  /** "Set the event type buffer to the field value." */
  setType(value: string): void {
    this.type = value;
    this.fields.add("event");
  }

  /** "If the field value does not contain U+0000 NULL, then set the last event ID buffer to the field value. Otherwise, ignore the field." */
  setId(value: string): void {
    if (value.includes("\0")) return;
    this.id = value;
    this.fields.add("id");
  }

  /** "If the field value consists of only ASCII digits, then interpret the field value as an integer in base ten." An empty value isn't one. */
  setRetry(value: string): void {
    if (!/^[0-9]+$/.test(value)) return;
    this.retry = this.reconnectionTime = Math.min(Number(value), Number.MAX_SAFE_INTEGER);
    this.fields.add("retry");
  }

  /** A blank line: the event, if there is one, and the buffers back to their beginning. */
  dispatch(): ReferenceEvent | undefined {
    // "Set the last event ID string of the event source to the value of the last event ID buffer."
    this.lastEventId = this.id;
    this.hasSentId ||= this.fields.has("id");
    // "If the data buffer is an empty string, set the data buffer and the event type buffer to the empty string and return."
    const dispatches = this.data.length > 0 || (this.options.emptyEvents === true && this.fields.size > 0);
    const event = dispatches ? this.event(this.type, this.data, this.retry) : undefined;
    if (dispatches && this.fields.has("id")) this.ownIds++;
    this.data = [];
    this.#dataSize = 0;
    this.type = "";
    this.retry = undefined;
    this.fields = new Set();
    return event;
  }

  event(type: string, data: readonly string[], retry?: number): ReferenceEvent | undefined {
    return { event: type || "message", data: data.join("\n"), id: this.lastEventId, retry };
  }
}
