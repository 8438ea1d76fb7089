import { SSEError } from "./errors.ts";
import { ServerSentEvent } from "./event.ts";

/** What {@link SSEDecoder} takes; everything has a default. */
export interface SSEDecoderOptions {
  /** The last event ID to begin with. @defaultValue `""` */
  lastEventId?: string | undefined;
  /**
   * Bytes that one event may hold, an unterminated line included.
   * @defaultValue 16_777_216 (16 MiB)
   */
  maxEventSize?: number | undefined;
  /** Called with the text of each comment, without the colon and one following space. */
  onComment?: ((comment: string) => void) | undefined;
  /**
   * Whether to yield, too, blocks without data that set `event`, `id` or `retry`; the specification dispatches nothing for them.
   * @defaultValue `false`
   */
  emptyEvents?: boolean | undefined;
}

/** Decodes an event stream's bytes into events. (First, plain form.) */
export class SSEDecoder {
  lastEventId: string;
  reconnectionTime: number | undefined;
  readonly #max: number;
  readonly #onComment: ((comment: string) => void) | undefined;
  readonly #emptyEvents: boolean;
  readonly #utf8 = new TextDecoder("utf-8", { ignoreBOM: false });
  readonly #encoder = new TextEncoder();
  #line = "";
  #skipLF = false;
  #data: string | undefined;
  #event: string | undefined;
  #id: string;
  #sawId = false;
  #retry: number | undefined;
  #size = 0;
  #failure: SSEError | undefined;

  constructor(options: SSEDecoderOptions = {}) {
    this.lastEventId = this.#id = options.lastEventId ?? "";
    this.#max = options.maxEventSize ?? 16_777_216;
    this.#onComment = options.onComment;
    this.#emptyEvents = options.emptyEvents ?? false;
  }

  decode(chunk: Uint8Array | string): ServerSentEvent[] {
    if (this.#failure) throw this.#failure;
    const events: ServerSentEvent[] = [];
    const text = this.#utf8.decode(typeof chunk === "string" ? this.#encoder.encode(chunk) : chunk, { stream: true });
    for (const char of text) {
      if (this.#skipLF) {
        this.#skipLF = false;
        if (char === "\n") continue;
      }
      if (char === "\r" || char === "\n") {
        this.#skipLF = char === "\r";
        const event = this.#endOfLine(this.#line);
        this.#line = "";
        if (event) events.push(event);
      } else {
        this.#line += char;
        if (this.#size + this.#line.length > this.#max) {
          this.#failure = new SSEError(
            "ERR_SSE_EVENT_TOO_LARGE",
            `Expected events of at most ${this.#max} bytes (maxEventSize), got a larger one`,
          );
          if (events.length === 0) throw this.#failure;
          return events;
        }
      }
    }
    return events;
  }

  end(): ServerSentEvent | undefined {
    if (this.#line !== "") this.#endOfLine(this.#line);
    this.#line = "";
    return this.#dispatch();
  }

  #endOfLine(line: string): ServerSentEvent | undefined {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    if (colon === 0) {
      this.#onComment?.(line.slice(line[1] === " " ? 2 : 1));
      return;
    }
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (name === "data") {
      this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`;
      this.#size += value.length + 1;
    } else if (name === "event") this.#event = value;
    else if (name === "id") {
      if (!value.includes("\0")) {
        this.#id = value;
        this.#sawId = true;
      }
    } else if (name === "retry" && /^[0-9]+$/.test(value))
      this.#retry = this.reconnectionTime = Math.min(Number(value), Number.MAX_SAFE_INTEGER);
    return;
  }

  #dispatch(): ServerSentEvent | undefined {
    this.lastEventId = this.#id;
    const wanted =
      this.#data !== undefined || (this.#emptyEvents && (this.#event !== undefined || this.#sawId || this.#retry !== undefined));
    const event = wanted ? new ServerSentEvent(this.#event || "message", this.#data ?? "", this.lastEventId, this.#retry) : undefined;
    this.#data = this.#event = this.#retry = undefined;
    this.#sawId = false;
    this.#size = 0;
    return event;
  }
}
