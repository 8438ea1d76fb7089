import { MAX_DELAY } from "./duration.ts";
import { isSSEError } from "./errors.ts";
import type { SSEResponse } from "./transport.ts";

/** How one attempt ended. */
export interface ReconnectOutcome {
  /** What it failed with; `undefined` when the server ended the stream cleanly. */
  readonly error: unknown;
  /** The status of the response, `undefined` where none came. */
  readonly status: number | undefined;
}

/** Where a reconnecting source is when it asks or tells something. */
export interface ReconnectContext {
  /** The number of this attempt, or of the last one; the first is 1. */
  readonly attempt: number;
  /** Attempts in a row that failed: that neither delivered an event nor stayed up for `resetAfter`. */
  readonly failures: number;
  /** Whether any attempt so far has got an event stream. */
  readonly opened: boolean;
  /** What the last attempt failed with; `undefined` before the first, and after a clean end. */
  readonly lastError: unknown;
  /** Milliseconds since the iteration began. */
  readonly elapsed: number;
  /** Milliseconds of the wait before this attempt, and in the state `"waiting"` of the one under way; 0 before there was one. */
  readonly delay: number;
}

/** What says when, and how often, to connect anew. */
export interface ReconnectTiming {
  /** Milliseconds to wait at least, as long as the server has sent no `retry`. @defaultValue 1_000 */
  initialDelay?: number | undefined;
  /** Milliseconds to wait at least, whatever `retry` says. @defaultValue 250 */
  minDelay?: number | undefined;
  /** Milliseconds to wait at most, whatever `retry` and `Retry-After` say. @defaultValue 30_000 */
  maxDelay?: number | undefined;
  /**
   * Failures in a row after which to give up; `Infinity` for never.
   * @defaultValue 30, about six minutes with the default delays
   */
  maxAttempts?: number | undefined;
  /** Milliseconds for which a stream has to stay up to end a row of failures; one that delivers an event ends it at once. @defaultValue 5_000 */
  resetAfter?: number | undefined;
}

export type Timing = { readonly [Name in keyof ReconnectTiming]-?: number };

/**
 * The timing, with its defaults.
 *
 * @throws RangeError for a member that is no number, or negative.
 */
export function timingOf(options: ReconnectTiming): Timing {
  const timing = { initialDelay: 1_000, minDelay: 250, maxDelay: 30_000, maxAttempts: 30, resetAfter: 5_000 };
  // Object.keys is typed for objects of unknown origin; this one was made a line above.
  for (const name of Object.keys(timing) as (keyof Timing)[]) {
    const value = options[name] ?? timing[name];
    if (!(value >= 0)) throw new RangeError(`${name}: expected a number of at least 0, got ${value}`);
    timing[name] = value;
  }
  return timing;
}

/**
 * Whether to connect anew unless the caller decides otherwise.
 *
 * @param strict - as the
 * {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model | specification} has it: any status but 200 is final
 */
export function isTransient({ error, status }: ReconnectOutcome, opened: boolean, strict = false): boolean {
  if (error === undefined) return status !== 204;
  // What is no failure of a stream comes from the caller's own code: a mistake, if nothing has ever worked; otherwise the outage hit it, too.
  if (!isSSEError(error)) return opened;
  switch (error.code) {
    case "ERR_SSE_STATUS":
      return !strict && status !== undefined && (status === 408 || status === 425 || status === 429 || status > 499);
    case "ERR_SSE_CONNECT":
    case "ERR_SSE_CONNECT_TIMEOUT":
    case "ERR_SSE_DISCONNECTED":
    case "ERR_SSE_IDLE_TIMEOUT":
      return true;
    default:
      return false;
  }
}

/**
 * How long to wait, in milliseconds: at least the reconnection time, or what the server asked for; from there on at random, in a range that
 * doubles with every failure, so that clients which lost their server together do not come back together.
 *
 * @param random - from 0 to 1
 */
export function delayOf(timing: Timing, failures: number, retry: number | undefined, retryAfter: number, random: number): number {
  const ceiling = Math.min(timing.maxDelay, MAX_DELAY);
  const floor = Math.min(Math.max(retry ?? timing.initialDelay, retryAfter, timing.minDelay, 1), ceiling);
  return floor + random * (Math.min(ceiling, floor * 2 ** (failures + 1)) - floor);
}

/** `Retry-After` in milliseconds, 0 where there is none: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
export function retryAfter(headers: SSEResponse<unknown>["headers"] | undefined, now: number): number {
  const value = headers?.get("retry-after") ?? "";
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  // Against the server's own clock, where it tells: the two may be hours apart.
  return Math.max(Date.parse(value) - (Date.parse(headers?.get("date") ?? "") || now), 0) || 0;
}
