import { MAX_DELAY, milliseconds } from "./duration.ts";

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
  /** What the last attempt failed with; `undefined` before the first, and after a clean end. */
  readonly lastError: unknown;
  /** Milliseconds since `reconnect` was called. */
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

/**
 * How long to wait, in milliseconds: at least the reconnection time, or what the server asked for with
 * {@link https://www.rfc-editor.org/rfc/rfc9110#field.retry-after | Retry-After}, in seconds or as a date; from there on at random, in a range
 * that doubles with every failure, so that clients which lost their server together do not come back together.
 *
 * @throws RangeError for a duration that is no number, or negative.
 */
export function delays({ initialDelay = 1_000, minDelay = 250, maxDelay = 30_000 }: ReconnectTiming): Delays {
  milliseconds("initialDelay, minDelay, maxDelay", Math.min(initialDelay, minDelay, maxDelay));
  return (retry = initialDelay, retryAfter, failures, now, random) => {
    const asked = Number(retryAfter) * 1000 || Date.parse(String(retryAfter)) - now || 0;
    const ceiling = Math.min(maxDelay, MAX_DELAY);
    const floor = Math.min(Math.max(retry, asked, minDelay, 1), ceiling);
    return floor + random * (Math.min(floor * 2 ** (failures + 1), ceiling) - floor);
  };
}

/** @param random - from 0 to 1 */
type Delays = (retry: number | undefined, retryAfter: string | null | undefined, failures: number, now: number, random: number) => number;

/**
 * Whether to connect anew unless the caller decides otherwise.
 *
 * @param opened - whether there has been an event stream
 * @param strict - as the
 * {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model | specification} has it: any status but 200 is final
 */
export function isTransient({ error, status = 0 }: ReconnectOutcome, opened: boolean, strict: boolean | undefined): boolean {
  if (!error) return status !== 204;
  const { code = "", name }: { code?: string; name?: string } = Object(error);
  if (code === "ERR_SSE_STATUS") return !strict && /^(408|425|429|5..)$/.test(String(status));
  if (/^ERR_SSE/.test(code)) return /_CONNECT|_DISC|_IDLE/.test(code);
  // From the caller's own code, then: a mistake, if nothing has worked so far; else the outage hit it, too. Or an abort, by a signal that
  // the caller gave to `connectSSE` itself, so that there is but the name to tell by.
  return opened && name !== "AbortError";
}
