import { type Clock, dateOf, MAX_DELAY, milliseconds } from "../clock.ts";
import type { SSEErrorCode } from "../errors.ts";

/** How one attempt ended. */
export interface ReconnectOutcome {
  /** What it failed with; `undefined` when the server ended the stream cleanly. */
  readonly error: unknown;
  /** The status of the response; `undefined` if there was none. */
  readonly status: number | undefined;
}

/** The situation of a reconnecting source, as its callbacks get it. */
export interface ReconnectContext {
  /** The number of this attempt, or of the last one; the first is 1. */
  readonly attempt: number;
  /** Failures in a row: attempts that ended with an error and neither delivered an event nor stayed up for `stableAfter`. */
  readonly failures: number;
  /** What the last attempt failed with; `undefined` before the first, and after a clean end. */
  readonly lastError: unknown;
  /** Milliseconds since `reconnect` was called. */
  readonly elapsed: number;
  /**
   * In the state `"closed"`, why: `"finished"` if there is nothing more to come (status 204, the terminal event, a decision not to reconnect), `"closed"` by the caller's
   * `close()`, `break` or disposal, `"aborted"` by its signal, `"failed"` with an error. Otherwise `undefined`.
   */
  readonly reason: ReconnectEnd | undefined;
  /** Milliseconds of the wait before this attempt, and in the state `"waiting"` of the current one; 0 before the first wait. */
  readonly delay: number;
}

/** Why a reconnecting source has ended. */
export type ReconnectEnd = "finished" | "closed" | "aborted" | "failed";

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
  /** Milliseconds after which an open stream ends a row of failures. A stream that delivers an event ends it at once. @defaultValue 5_000 */
  stableAfter?: number | null | undefined;
}

/** How an attempt went, for the policy. */
export interface AttemptRecord {
  readonly failed: boolean;
  /** Whether it delivered an event. */
  readonly delivered: boolean;
  /** Milliseconds for which the stream was open; `NaN` if it never was. */
  readonly uptime: number;
  /** The server's reconnection time in milliseconds, if it has sent one. */
  readonly retry: number | undefined;
}

/** At least this part of a wait is random, so that clients that lost their server together don't return together. */
const JITTER = 0.25;

/** Decides whether to reconnect and how long to wait, from how the attempts went. */
export class ReconnectPolicy {
  readonly #timing: Required<{ [K in keyof ReconnectTiming]: number }>;
  readonly #strict: boolean;
  readonly #clock: Clock;
  #failures = 0;
  /** Clean ends in a row of streams that didn't last and had no event, from a server that has never sent `retry`. */
  #emptyEnds = 0;
  #everOpen = false;
  #failed = false;
  #retry: number | undefined;

  /** @throws RangeError for a duration or a limit that isn't a number, or is negative. */
  constructor(timing: ReconnectTiming, strict: boolean, clock: Clock) {
    const duration = (name: "initialDelay" | "minDelay" | "maxDelay" | "stableAfter", standard: number): number => {
      milliseconds(name, timing[name]);
      return timing[name] ?? standard;
    };
    const count = (name: "maxFailures" | "maxConnections", standard: number): number => {
      const number = timing[name] ?? standard;
      if (!(number >= 0)) throw new RangeError(`${name}: expected a number, got ${number}`);
      return number;
    };
    this.#timing = {
      initialDelay: duration("initialDelay", 1_000),
      minDelay: duration("minDelay", 250),
      maxDelay: Math.min(duration("maxDelay", 30_000), MAX_DELAY),
      stableAfter: duration("stableAfter", 5_000),
      maxFailures: count("maxFailures", 30),
      maxConnections: count("maxConnections", Number.POSITIVE_INFINITY),
    };
    this.#strict = strict;
    this.#clock = clock;
  }

  get failures(): number {
    return this.#failures;
  }

  noteOpen(): void {
    this.#everOpen = true;
  }

  noteEnd({ failed, delivered, uptime, retry }: AttemptRecord): void {
    const worked = delivered || uptime >= this.#timing.stableAfter;
    this.#retry = retry ?? this.#retry;
    this.#failed = failed;
    this.#failures = failed && !worked ? this.#failures + 1 : 0;
    this.#emptyEnds = failed || worked || this.#retry !== undefined ? 0 : this.#emptyEnds + 1;
  }

  /** Whether there were as many failures, or as many attempts, as the caller allows. */
  isExhausted(attempts: number): boolean {
    return this.#failures >= this.#timing.maxFailures || attempts >= this.#timing.maxConnections;
  }

  /**
   * Whether to reconnect after this outcome. With `strict`, as the
   * {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model | specification} has it, any status but 200 is
   * final.
   */
  isTransient({ error, status = 0 }: ReconnectOutcome): boolean {
    if (error === undefined) return status !== 204;
    const { code, name }: { code?: SSEErrorCode; name?: string } = Object(error);
    if (name !== "SSEError") {
      // The caller's own code threw. Before any stream was open that is a mistake, afterwards it can be part of the outage. An AbortError comes
      // from a signal that the caller gave to `connectSSE`.
      return this.#everOpen && name !== "AbortError";
    }
    if (code === "ERR_SSE_STATUS") return !this.#strict && (status >= 500 || TRANSIENT_STATUSES.has(status));
    return TRANSIENT.has(code as SSEErrorCode);
  }

  /**
   * How long to wait, in milliseconds, after a response with these headers.
   *
   * The wait is at least the reconnection time, or what the server asked for with `Retry-After`. A random part is added: up to a quarter of that
   * time after a clean end, and a range that doubles with each failure in a row. If the server asks for more than `maxDelay`, the wait is between
   * 80 % and 100 % of `maxDelay`.
   */
  wait(headers: ReconnectHeaders | undefined): number {
    const { initialDelay, minDelay, maxDelay } = this.#timing;
    const asked = Math.max(this.#retry ?? initialDelay, retryAfterOf(headers, this.#clock), minDelay, 1);
    const from = Math.min(asked, maxDelay / (1 + JITTER));
    const doublings = this.#failed ? this.#failures + 1 : this.#emptyEnds;
    const to = Math.min(Math.max(from * (1 + JITTER), asked * 2 ** doublings), maxDelay);
    return Math.round(from + (this.#clock.random?.() ?? Math.random()) * (to - from));
  }
}

/** The headers of one connection. `Retry-After` and `Date` are used. */
export interface ReconnectHeaders {
  get(name: string): string | null | undefined;
}

/**
 * What {@link https://www.rfc-editor.org/rfc/rfc9110#field.retry-after | Retry-After} asks for, in milliseconds; 0 if it asks for nothing. It is
 * in seconds, or a date by the server's own clock.
 *
 * A server must not send it twice (https://www.rfc-editor.org/rfc/rfc9110#section-5.3), but with a proxy before it that happens. The longest wait serves both.
 */
function retryAfterOf(headers: ReconnectHeaders | undefined, clock: Clock): number {
  const serverTime = Date.parse(headers?.get("date") ?? "");
  const now = Number.isNaN(serverTime) ? dateOf(clock) : serverTime;
  // The comma within a date comes before a number that isn't the whole value.
  const values = (headers?.get("retry-after") ?? "").split(/,(?=\s*(?:[a-z]|\d+\s*(?:,|$)))/i);
  return Math.max(0, ...values.map((value) => (/^\s*\d+\s*$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now || 0)));
}

/** Failures after which a retry can help: the server refused nothing. */
const TRANSIENT: ReadonlySet<SSEErrorCode> = new Set([
  "ERR_SSE_CONNECT",
  "ERR_SSE_CONNECT_TIMEOUT",
  "ERR_SSE_DISCONNECTED",
  "ERR_SSE_IDLE_TIMEOUT",
  "ERR_SSE_TRUNCATED",
]);

/** Statuses below 500 after which a retry can help. */
const TRANSIENT_STATUSES: ReadonlySet<number> = new Set([408, 425, 429]);

/** The wait that `shouldReconnect` asks for. 0 means "as soon as possible", and a timer can't hold more than `MAX_DELAY`. */
export function waitOf(delay: number): number {
  milliseconds("delay", delay);
  return Math.min(Math.max(delay, 1), MAX_DELAY);
}
