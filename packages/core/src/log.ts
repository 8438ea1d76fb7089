import { type Clock, timeOf } from "./clock.ts";
import { isSSEError } from "./errors.ts";
import { expectOptions } from "./expect-options.ts";
import { reasonOf } from "./redact.ts";
import type { Trace, TracedStream, TracePayloads } from "./trace.ts";

export type { Clock } from "./clock.ts";
export type { ServerSentEvent } from "./event.ts";
export type { Trace, TracedStream, TracePayloads } from "./trace.ts";

/** What {@link logTo} writes to: `console`, or a logger's method as `{ log: (line) => logger.debug(line) }`. */
export interface LogTarget {
  log(line: string): void;
}

/** What {@link logTo} takes; everything has a default. */
export interface LogOptions {
  /** Whether each chunk gets a line with its size as well. @defaultValue `false` */
  chunks?: boolean | null | undefined;
  /** How much of an event's data is shown, in characters. @defaultValue 200 */
  maxData?: number | null | undefined;
  /** Where the time comes from. @defaultValue the runtime's own */
  clock?: Clock | null | undefined;
}

/**
 * Makes hooks for the option `trace` that write a line for everything that happens on a stream.
 *
 * ```ts
 * import { connectSSE } from "@sse/fetch";
 * import { logTo } from "@sse/fetch/log";
 *
 * const source = await connectSSE(fetch, "GET", "http://localhost:8000/sse", { trace: logTo(console) });
 * for await (const event of source) console.log(event.data);
 * ```
 *
 * Each line begins with the stream's number in this process, and the milliseconds since its request. Credentials in headers are masked, and URLs come without their
 * query. Control characters in what the server says are escaped, so it can't start a new line or control a terminal. Event data is shown unchanged, and it may be
 * confidential.
 *
 * One result can serve many streams.
 *
 * @throws TypeError when the target has no method `log`; RangeError when `maxData` isn't a number above or equal to 0.
 */
export function logTo(target: LogTarget, options: LogOptions = {}): Trace {
  if (typeof target?.log !== "function") throw new TypeError("Expected a target with a method log(line), such as console");
  expectOptions(options);
  const maxData = options.maxData ?? 200;
  if (!(maxData >= 0)) throw new RangeError(`maxData: expected a number of characters, got ${maxData}`);
  const clock = options.clock ?? globalThis;
  const counts = new WeakMap<TracedStream, StreamCounts>();

  const countsOf = (stream: TracedStream): StreamCounts => {
    const known = counts.get(stream) ?? { began: timeOf(clock), events: 0 };
    counts.set(stream, known);
    return known;
  };
  const write = (stream: TracedStream, words: string): unknown => {
    const { began } = countsOf(stream);
    return target.log(`sse ${stream.id} +${Math.round(timeOf(clock) - began)} ms ${words}`);
  };
  const { chunks } = options;
  return {
    request: ({ method, url, headers }, stream) => write(stream, `→ ${method} ${oneLine(url)}${headerList(headers)}`),
    response: ({ status, headers }, stream) => write(stream, `← ${status}${headerList(headers)}`),
    chunk: chunks
      ? (chunk, stream) => write(stream, `chunk of ${chunk.length} ${typeof chunk === "string" ? "characters" : "bytes"}`)
      : null,
    event(event, stream) {
      countsOf(stream).events++;
      return write(stream, eventLine(event, maxData));
    },
    comment: (comment, stream) => write(stream, `comment: ${cut(comment, maxData)}`),
    end: (end, stream) => write(stream, endLine(end, countsOf(stream).events)),
  };
}

interface StreamCounts {
  /** When the stream's first hook was called. */
  readonly began: number;
  events: number;
}

function eventLine({ event, data, id, retry }: TracePayloads["event"], maxData: number): string {
  const fields = [`event ${oneLine(event)}`, id && `id ${oneLine(id)}`, retry !== undefined && `retry ${retry} ms`].filter(Boolean);
  return `${fields.join(", ")}: ${cut(data, maxData)}`;
}

function endLine({ reason, error }: TracePayloads["end"], events: number): string {
  const count = `${events} ${events === 1 ? "event" : "events"}`;
  if (reason !== "failed") return `${REASONS[reason]} after ${count}`;
  // What an SSEError says begins with the request, which has its own line.
  const words = isSSEError(error) ? `${error.code}: ${error.message}` : reasonOf(error) || String(error);
  return `failed after ${count}: ${oneLine(words)}`;
}

const REASONS = { end: "ended by the server", complete: "complete", closed: "closed here" } as const;

const headerList = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers)
    .map(([name, value]) => `\n    ${oneLine(name)}: ${oneLine(value)}`)
    .join("");

function cut(text: string, length: number): string {
  return text.length > length ? `${oneLine(text.slice(0, length))}… (${text.length} characters)` : oneLine(text);
}

/** A text on one line, with its control characters as a string literal shows them. */
const oneLine = (text: string): string =>
  text.replace(CONTROL, (character) => ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to escape
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;
const ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
