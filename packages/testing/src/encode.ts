/** The fields of one event, under the names of the wire. At least one of them is there. */
export interface EventFields {
  /** The event type. @defaultValue `"message"`, which isn't written */
  readonly event?: string | undefined;
  /** Text; anything else is written as JSON. */
  readonly data?: unknown;
  readonly id?: string | number | undefined;
  /** Milliseconds. */
  readonly retry?: number | undefined;
}

/**
 * An event as a block of the event stream: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 *
 * @throws TypeError for what no field can carry.
 */
export function encodeEvent(fields: EventFields): string {
  const { event, data, id, retry } = fields;
  const lines: string[] = [];
  if (event !== undefined) lines.push(`event: ${oneLine("event", event)}`);
  if (id !== undefined) lines.push(`id: ${oneLine("id", typeof id === "number" ? String(id) : id)}`);
  if (retry !== undefined) lines.push(`retry: ${wholeNumber(retry)}`);
  if (data !== undefined) for (const line of linesOf(textOf(data))) lines.push(`data: ${line}`);
  if (lines.length > 0) return `${lines.join("\n")}\n\n`;
  throw new TypeError(`Expected an event with event, data, id or retry, got ${JSON.stringify(fields)}`);
}

/** A comment, which readers skip. */
export function encodeComment(text: string): string {
  if (typeof text !== "string") throw new TypeError(`comment: expected text, got ${typeof text}`);
  return `${linesOf(text)
    .map((line) => `: ${line}\n`)
    .join("")}\n`;
}

const linesOf = (text: string): string[] => text.split(/\r\n|\r|\n/);

function textOf(data: unknown): string {
  if (typeof data === "string") return data;
  const json = JSON.stringify(data);
  if (json === undefined) throw new TypeError(`data: expected text or a value that JSON can carry, got ${typeof data}`);
  return json;
}

function oneLine(name: string, text: string): string {
  if (typeof text !== "string" || /[\r\n\0]/.test(text)) {
    throw new TypeError(`${name}: expected text without line breaks and NUL, got ${JSON.stringify(text) ?? typeof text}`);
  }
  return text;
}

function wholeNumber(retry: number): number {
  if (Number.isInteger(retry) && retry >= 0) return retry;
  throw new TypeError(`retry: expected milliseconds as a whole number, got ${retry}`);
}
