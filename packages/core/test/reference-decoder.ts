import type { SSEDecoderOptions } from "@sse/core";
import { ServerSentEvent, SSEError } from "@sse/core";

/**
 * The specification's {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation | algorithm},
 * sentence by sentence and character by character. It is what `SSEDecoder` is compared with, so it is never made faster.
 *
 * Quoted comments are the specification's own sentences; the rest is what this project adds to it.
 */
export class ReferenceDecoder {
  lastEventId: string;
  reconnectionTime: number | undefined;

  #options: SSEDecoderOptions;
  #bytes = new TextDecoder("utf-8", { ignoreBOM: true });
  #atStart = true;
  #afterCR = false;
  #line = "";
  #lineSize = 0;

  // "Three empty strings: data, event type and last event ID buffer", and what the block has set.
  #dataBuffer = "";
  /** Without the last line feed, which joins nothing yet. */
  #dataSize = 0;
  #eventTypeBuffer = "";
  #lastEventIdBuffer: string;
  #retry: number | undefined;
  #fields = new Set<string>();
  #failure: { thrown: unknown } | undefined;
  #ended = false;

  constructor(options: SSEDecoderOptions = {}) {
    this.#options = options;
    this.lastEventId = this.#lastEventIdBuffer = options.lastEventId ?? "";
  }

  decode(chunk: Uint8Array | string): ServerSentEvent[] {
    if (this.#failure) throw this.#failure.thrown;
    if (this.#ended) throw new TypeError("Expected no chunk after end()");
    const events: ServerSentEvent[] = [];
    try {
      for (const char of this.#text(chunk)) this.#character(char, events);
    } catch (thrown) {
      this.#failure = { thrown };
      if (events.length === 0) throw thrown;
    }
    return events;
  }

  end(): ServerSentEvent | undefined {
    if (this.#failure) throw this.#failure.thrown;
    if (this.#ended) return undefined;
    this.#ended = true;
    try {
      for (const char of this.#bytes.decode()) this.#character(char, []);
    } catch (thrown) {
      this.#failure = { thrown };
      throw thrown;
    }
    const { lastEventId, reconnectionTime } = this;
    this.#options = { ...this.#options, onComment: undefined };
    const events: ServerSentEvent[] = [];
    if (this.#line !== "") this.#processLine(this.#line, events);
    this.#processLine("", events);
    this.lastEventId = lastEventId;
    this.reconnectionTime = reconnectionTime;
    return events[0];
  }

  /** What the chunk adds to the decoded text; a string is decoded already, and ends the bytes before it. */
  #text(chunk: Uint8Array | string): string {
    // "Streams must be decoded using the UTF-8 decode algorithm."
    let text = typeof chunk === "string" ? this.#bytes.decode() + chunk : this.#bytes.decode(chunk, { stream: true });
    // "The UTF-8 decode algorithm strips one leading UTF-8 Byte Order Mark (BOM), if any."
    if (this.#atStart && text !== "") {
      this.#atStart = false;
      if (text.startsWith("\uFEFF")) text = text.slice(1);
    }
    return text;
  }

  /** "Lines must be separated by either a CRLF pair, a single LF, or a single CR." */
  #character(char: string, events: ServerSentEvent[]): void {
    const secondOfPair = this.#afterCR && char === "\n";
    this.#afterCR = char === "\r";
    if (secondOfPair) return;
    if (char === "\r" || char === "\n") {
      const line = this.#line;
      this.#line = "";
      this.#lineSize = 0;
      this.#processLine(line, events);
      return;
    }
    this.#line += char;
    const max = this.#options.maxEventSize ?? 16_777_216;
    this.#lineSize += char.length;
    if (this.#dataSize + this.#lineSize > max) throw new SSEError("ERR_SSE_EVENT_TOO_LARGE", `Expected at most ${max} bytes`);
  }

  #processLine(line: string, events: ServerSentEvent[]): void {
    // "If the line is empty (a blank line), dispatch the event."
    if (line === "") this.#dispatch(events);
    // "If the line starts with a U+003A COLON character, ignore the line."
    else if (line.startsWith(":")) this.#options.onComment?.(line.slice(1).replace(/^ /, ""));
    // "If the line contains a U+003A COLON character: collect the characters on the line before the first colon …"
    else if (line.includes(":")) {
      const [field = "", ...rest] = line.split(":");
      // "If value starts with a U+0020 SPACE character, remove it from value."
      this.#processField(field, rest.join(":").replace(/^ /, ""));
    }
    // "Otherwise … using the whole line as the field name, and the empty string as the field value."
    else this.#processField(line, "");
  }

  #processField(field: string, value: string): void {
    // "Field names must be compared literally, with no case folding performed."
    if (field === "event") {
      // "Set the event type buffer to the field value."
      this.#eventTypeBuffer = value;
      this.#fields.add(field);
    } else if (field === "data") {
      // "Append the field value to the data buffer, then append a single U+000A LINE FEED character to the data buffer."
      this.#dataSize += (this.#dataBuffer === "" ? 0 : 1) + value.length;
      this.#dataBuffer += `${value}\n`;
      this.#fields.add(field);
    } else if (field === "id") {
      // "If the field value does not contain U+0000 NULL, then set the last event ID buffer to the field value. Otherwise, ignore the field."
      if (value.includes("\0")) return;
      this.#lastEventIdBuffer = value;
      this.#fields.add(field);
    } else if (field === "retry") {
      // "If the field value consists of only ASCII digits, then interpret the field value as an integer in base ten …"
      // An empty value is no integer in base ten.
      if (!/^[0-9]+$/.test(value)) return;
      this.#retry = this.reconnectionTime = Math.min(Number(value), Number.MAX_SAFE_INTEGER);
      this.#fields.add(field);
    }
    // "Otherwise: the field is ignored."
  }

  #dispatch(events: ServerSentEvent[]): void {
    // "Set the last event ID string of the event source to the value of the last event ID buffer."
    this.lastEventId = this.#lastEventIdBuffer;
    // "If the data buffer is an empty string, set the data buffer and the event type buffer to the empty string and return."
    if (this.#dataBuffer !== "" || (this.#options.emptyEvents && this.#fields.size > 0)) {
      // "If the data buffer's last character is a U+000A LINE FEED character, then remove the last character from the data buffer."
      const data = this.#dataBuffer.replace(/\n$/, "");
      events.push(new ServerSentEvent(this.#eventTypeBuffer || "message", data, this.lastEventId, this.#retry));
    }
    this.#dataBuffer = this.#eventTypeBuffer = "";
    this.#dataSize = 0;
    this.#retry = undefined;
    this.#fields.clear();
  }
}
