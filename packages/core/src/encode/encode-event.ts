import { kindOf } from "../kind-of.ts";

/** An event to be sent, under the names of the wire. A `ServerSentEvent` is one. `null` means "not given". */
export interface EncodableEvent {
  /** The event type, without line breaks. `"message"`, the default, is left out. */
  readonly event?: string | null | undefined;
  /** The data: any text. Each of its lines becomes a `data` field. */
  readonly data?: string | null | undefined;
  /** The last event ID from this event on, without line breaks and U+0000. `""` resets it. */
  readonly id?: string | null | undefined;
  /** The reconnection time: a whole number of milliseconds. */
  readonly retry?: number | null | undefined;
}

/**
 * Writes an event as an event stream carries it, for `response.write()` and the like.
 *
 * ```ts
 * import { encodeEvent } from "@sse/core/encode";
 *
 * console.log(encodeEvent({ event: "progress", data: "half\nway", id: "7" }));
 * ```
 *
 * It is the inverse of the decoder, which reads the same event from it: no text can end a field early or add another. Line breaks in `data` arrive as
 * line feeds, whichever they are, because the
 * {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation | specification} has no other.
 *
 * An event with a type but without data gets empty data: receivers ignore a block that has none. One with only `id` or `retry` moves just these and
 * delivers nothing.
 *
 * @throws TypeError when a field isn't what its type says, when `event` or `id` holds CR, LF or U+0000, or when no field is given.
 * @throws RangeError when `retry` isn't a whole number of milliseconds.
 */
export function encodeEvent(event: EncodableEvent): string {
  if (typeof event !== "object" || !event) throw new TypeError(`Expected an event to encode, got ${kindOf(event)}`);
  const type = lineOf("event", event.event);
  const id = lineOf("id", event.id);
  const retry = timeOf(event.retry);
  const data = textOf("data", event.data) ?? (type === undefined ? undefined : "");
  if (data === undefined && id === undefined && retry === undefined) {
    throw new TypeError("Expected an event with data, event, id or retry, got none of them");
  }
  return writeBlock(type, data, id, retry);
}

/** Writes a block of fields that can be sent as they are: neither `type` nor `id` holds a line break, and at least one field is given. */
export function writeBlock(type?: string, data?: string, id?: string, retry?: number): string {
  // Hand-written parsers need the event type before the data, and Google's SDK needs a block without a type to begin with the data.
  let block = "";
  if (type && type !== "message") block += `event: ${type}\n`;
  if (data !== undefined) block += lines("data: ", data);
  if (id !== undefined) block += `id: ${id}\n`;
  if (retry !== undefined) block += `retry: ${retry}\n`;
  return `${block}\n`;
}

/**
 * Writes a comment, which receivers ignore: it keeps proxies and idle timeouts from closing a quiet connection. Each line of the text becomes a comment of its
 * own.
 *
 * @throws TypeError when the text isn't a string.
 */
export function encodeComment(text: string): string {
  return `${lines(": ", textOf("comment", text) ?? "")}\n`;
}

const LINE_END = /\r\n|\r|\n/;

function lines(prefix: string, text: string): string {
  return LINE_END.test(text) ? text.split(LINE_END).reduce((all, line) => `${all}${prefix}${line}\n`, "") : `${prefix}${text}\n`;
}

function textOf(name: string, value: string | null | undefined): string | undefined {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return undefined;
  const hint = typeof value === "object" ? ": JSON.stringify() makes one of it" : "";
  throw new TypeError(`${name}: expected a string, got ${kindOf(value)}${hint}`);
}

/** The specification ignores an `id` with U+0000, so sending one would lose it. */
const UNSENDABLE = /[\r\n\0]/;

function lineOf(name: string, value: string | null | undefined): string | undefined {
  const text = textOf(name, value);
  if (text && UNSENDABLE.test(text)) throw new TypeError(`${name}: expected text without CR, LF and U+0000, got ${JSON.stringify(text)}`);
  return text;
}

function timeOf(retry: number | null | undefined): number | undefined {
  if (retry === null || retry === undefined) return undefined;
  if (Number.isSafeInteger(retry) && retry >= 0) return retry;
  throw new RangeError(`retry: expected a whole number of milliseconds, got ${retry}`);
}
