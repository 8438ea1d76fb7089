import { encodeComment, encodeEvent } from "@sse/core/encode";
import { bytesOf } from "./bytes.ts";

/** Which data each event type carries, as msw has it: `{ message: string; progress: { percent: number } }`. */
export interface EventMap {
  message?: unknown;
  [event: string]: unknown;
}

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

type Fields<Name, Data> = Name & { readonly data?: Data; readonly id?: string | number; readonly retry?: number };

/** An event to send. `data` other than text is sent as JSON. Without an event map, any event type carries any data. */
export type EventToSend<M extends EventMap = EventMap> = string extends keyof M
  ? EventFields
  :
      | { [K in keyof M]: Fields<K extends "message" ? { readonly event?: K } : { readonly event: K }, M[K]> }[keyof M]
      | { readonly event?: never; readonly data?: never; readonly id?: string | number; readonly retry: number };

/** How a connection is broken off: with an error of your own, or on a socket by RST (`"reset"`) or FIN (`"fin"`). `true` is the usual way. */
export type Drop = true | "reset" | "fin" | Error;

/** One step of a script. */
export type Step<M extends EventMap = EventMap> =
  | EventToSend<M>
  /** A comment. */
  | { readonly comment: string }
  /** Exactly these bytes, or this text in UTF-8, as one chunk. */
  | { readonly raw: string | Uint8Array }
  /** Waits this many milliseconds. */
  | { readonly delay: number }
  /** Sends nothing more and leaves the connection open. */
  | { readonly stall: true }
  /** Breaks the connection off. */
  | { readonly drop: Drop }
  /** Ends the response cleanly, as it ends after the last step. */
  | { readonly end: true };

/** A step that was checked. Text is what `lines` can vary; `raw` stays as it is. */
export type CheckedStep =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "raw"; readonly bytes: string | Uint8Array }
  | { readonly kind: "delay"; readonly milliseconds: number }
  | { readonly kind: "stall" | "end" }
  | { readonly kind: "drop"; readonly how: Drop };

const words = ["comment", "raw", "delay", "stall", "drop", "end"] as const;

/** @throws TypeError for a step that can't be played. */
export function checkStep(step: unknown): CheckedStep {
  if (typeof step !== "object" || step === null) {
    throw new TypeError(`Expected a step such as { data: "…" }, { comment: "…" } or { drop: true }, got ${shown(step)}`);
  }
  const [word, ...others] = words.filter((name) => name in step);
  if (!word) return { kind: "text", text: encoded(onlyFields(step)) };
  if (others.length > 0 || Object.keys(step).length > 1)
    throw new TypeError(`Expected one thing a step, got ${Object.keys(step).join(" and ")}`);
  const value: unknown = (step as Record<string, unknown>)[word];
  switch (word) {
    case "comment":
      return { kind: "text", text: encodeComment(commentOf(value)) };
    case "raw":
      return { kind: "raw", bytes: rawOf(value) };
    case "delay":
      return { kind: "delay", milliseconds: delayOf(value) };
    case "drop":
      return { kind: "drop", how: dropOf(value) };
    default:
      if (value !== true) throw new TypeError(`${word}: expected true, got ${shown(value)}`);
      return { kind: word };
  }
}

const fields = new Set(["event", "data", "id", "retry"]);

/** Whether nothing can be sent after this step. */
export const isLast = ({ kind }: CheckedStep): boolean => kind === "stall" || kind === "drop" || kind === "end";

function onlyFields(step: object): EventFields {
  const unknown = Object.keys(step).find((name) => !fields.has(name));
  if (unknown === undefined) return step;
  throw new TypeError(`Expected event, data, id or retry, or one of ${words.join(", ")}, got "${unknown}"`);
}

function encoded({ event, data, id, retry }: EventFields): string {
  return encodeEvent({
    event,
    data: data === undefined ? data : asText(data, "data"),
    id: typeof id === "number" ? String(id) : id,
    retry,
  });
}

/** Text as it is, and anything else as JSON. */
export function asText(data: unknown, name: string): string {
  if (typeof data === "string") return data;
  const json = JSON.stringify(data);
  if (json === undefined) throw new TypeError(`${name}: expected text or a value that JSON can carry, got ${typeof data}`);
  return json;
}

/** A value in an error message, where "5" isn't 5. */
export const shown = (value: unknown): string => (typeof value === "string" ? JSON.stringify(value) : String(value));

function commentOf(value: unknown): string {
  if (typeof value === "string") return value;
  throw new TypeError(`comment: expected text, got ${value === null ? "null" : typeof value}`);
}

function rawOf(value: unknown): string | Uint8Array {
  const bytes = typeof value === "string" ? value : bytesOf(value);
  if (bytes === undefined) throw new TypeError(`raw: expected text or bytes, got ${typeof value}`);
  return bytes;
}

function delayOf(value: unknown): number {
  if (typeof value === "number" && value >= 0 && value < 2 ** 31) return value;
  throw new TypeError(`delay: expected milliseconds that a timer can hold, got ${shown(value)}`);
}

function dropOf(value: unknown): Drop {
  if (value === true || value === "reset" || value === "fin" || value instanceof Error || isError(value)) return value as Drop;
  throw new TypeError(`drop: expected true, "reset", "fin" or an error, got ${JSON.stringify(value) ?? typeof value}`);
}

/** Test runners mix realms, so `instanceof` can't tell. */
const isError = (value: unknown): boolean =>
  Object.prototype.toString.call(value) === "[object Error]" || Object.prototype.toString.call(value) === "[object DOMException]";
