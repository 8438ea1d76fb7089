import { type Clock, dateOf, MAX_DELAY, milliseconds } from "./clock.ts";
import type { SSEErrorCode } from "./errors.ts";
import type { SSEResponseHeaders } from "./headers.ts";

/** How one attempt ended. */
export interface ReconnectOutcome {
  /** What it failed with; `undefined` when the server ended the stream cleanly. */
  readonly error: unknown;
  /** The status of the response; `undefined` if there was none. */
  readonly status: number | undefined;
}

/** Where a reconnecting source is when it asks or tells something. */
export interface ReconnectContext {
  /** The number of this attempt, or of the last one; the first is 1. */
  readonly attempt: number;
  /** Failures in a row: attempts that ended with an error, and neither delivered an event nor stayed up for `stableAfter`. */
  readonly failures: number;
  /** What the last attempt failed with; `undefined` before the first, and after a clean end. */
  readonly lastError: unknown;
  /** Milliseconds since `reconnect` was called. */
  readonly elapsed: number;
  /** Milliseconds of the wait before this attempt, and in the state `"waiting"` of the current one; 0 before the first wait. */
  readonly delay: number;
}

/** When and how often to reconnect. `null` means "not given". */
export interface ReconnectTiming {
  /** Milliseconds to wait at least, until the server sends a `retry`. @defaultValue 1_000 */
  initialDelay?: number | null | undefined;
  /** Milliseconds to wait at least, even if `retry` says less. @defaultValue 250 */
  minDelay?: number | null | undefined;
  /** Milliseconds to wait at most, even if `retry` or `Retry-After` say more. @defaultValue 30_000 */
  maxDelay?: number | null | undefined;
  /**
   * Failures in a row after which to give up; `Infinity` for never. A clean end isn't a failure.
   * @defaultValue 30, about six minutes with the default delays
   */
  maxFailures?: number | null | undefined;
  /** Connections, and attempts at one, in total. After the last one the loop ends as that one ended. @defaultValue `Infinity` */
  maxConnections?: number | null | undefined;
  /** Milliseconds for which a stream has to stay up to end a row of failures; one that delivers an event ends it at once. @defaultValue 5_000 */
  stableAfter?: number | null | undefined;
}

/** What the next wait depends on. */
export interface WaitInput {
  /** The server's reconnection time, in milliseconds; `undefined` until it sent one. */
  readonly retry: number | undefined;
  /** What the server asked for in the last response, in milliseconds; 0 for nothing. */
  readonly retryAfter: number;
  /** How often the range doubles: 0 after a clean end, 1 after a failure, one more after each further failure in a row. */
  readonly steps: number;
}

/** The part of a wait that is left to chance at least, so that clients which lost their server together don't return together. */
const JITTER = 0.25;

/**
 * How long to wait, in milliseconds.
 *
 * The wait is at least the reconnection time, or what the server asked for with `Retry-After`. From there on it is drawn from a range: a quarter
 * of that time after a clean end, and a range that doubles with each failure in a row. A server that asks for more than `maxDelay` is asked
 * again in the last fifth before it.
 *
 * @throws RangeError for a duration that isn't a number, or is negative.
 */
export function waits(timing: ReconnectTiming, clock: Clock): (input: WaitInput) => number {
  const initialDelay = duration("initialDelay", timing.initialDelay, 1_000);
  const minDelay = duration("minDelay", timing.minDelay, 250);
  const ceiling = Math.min(duration("maxDelay", timing.maxDelay, 30_000), MAX_DELAY);
  return ({ retry = initialDelay, retryAfter, steps }) => {
    const asked = Math.max(retry, retryAfter, minDelay, 1);
    const from = Math.min(asked, ceiling / (1 + JITTER));
    const to = Math.min(Math.max(from * (1 + JITTER), asked * 2 ** steps), ceiling);
    return from + (clock.random?.() ?? Math.random()) * (to - from);
  };
}

function duration(name: string, value: number | null | undefined, standard: number): number {
  milliseconds(name, value);
  return value ?? standard;
}

/**
 * What {@link https://www.rfc-editor.org/rfc/rfc9110#field.retry-after | Retry-After} asks for, in milliseconds; 0 if it asks for nothing. It is
 * in seconds, or a date by the server's own clock.
 */
export function retryAfterOf(headers: SSEResponseHeaders | undefined, clock: Clock): number {
  const value = headers?.get("retry-after");
  if (!value) return 0;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1_000;
  const serverTime = Date.parse(headers?.get("date") ?? "");
  const wait = Date.parse(value) - (Number.isNaN(serverTime) ? dateOf(clock) : serverTime);
  return Math.max(wait || 0, 0);
}

/** Failures that can pass: nothing was refused. */
const TRANSIENT: ReadonlySet<SSEErrorCode> = new Set([
  "ERR_SSE_CONNECT",
  "ERR_SSE_CONNECT_TIMEOUT",
  "ERR_SSE_DISCONNECTED",
  "ERR_SSE_IDLE_TIMEOUT",
  "ERR_SSE_TRUNCATED",
]);

/** Statuses below 500 that say "later". */
const TRANSIENT_STATUSES: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Whether to reconnect, unless the caller decides otherwise.
 *
 * @param opened - whether there has been an event stream
 * @param strict - as the
 * {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model | specification} has it: any status but 200 is final
 */
export function isTransient({ error, status = 0 }: ReconnectOutcome, opened: boolean, strict: boolean): boolean {
  if (error === undefined) return status !== 204;
  const { code, name }: { code?: SSEErrorCode; name?: string } = Object(error);
  if (name !== "SSEError") {
    // From the caller's own code. Before anything has worked it's a mistake, later the outage hit that code as well. An abort comes from a
    // signal that the caller gave to `connectSSE` itself.
    return opened && name !== "AbortError";
  }
  if (code === "ERR_SSE_STATUS") return !strict && (status >= 500 || TRANSIENT_STATUSES.has(status));
  return TRANSIENT.has(code as SSEErrorCode);
}
