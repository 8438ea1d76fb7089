import { chance, oneOf } from "./seeds.ts";
import type { Below, Cuts, LineEnds } from "./wire.ts";

/** Milliseconds that every consumer waits for a response's headers, and for a byte. */
export const CONNECT_TIMEOUT = 1_000;
export const IDLE_TIMEOUT = 1_000;

/** The range of every consumer's waits, in milliseconds. */
export const MIN_DELAY = 50;
export const MAX_DELAY = 1_500;

/** How the server answers one request. */
export interface Plan {
  /** Milliseconds until it answers. */
  readonly delay: number;
  readonly answer: Answer;
}

export type Answer =
  | { readonly kind: "no response"; readonly cut: "before the headers" | "inside the headers"; readonly by: Drop }
  | { readonly kind: "mute" }
  | { readonly kind: "refusal"; readonly status: number; readonly retryAfter: RetryAfter | undefined; readonly body: RefusalBody }
  | StreamPlan;

/** How a connection is broken off: by RST, which also discards what the consumer's system hasn't handed over, or by FIN. */
export type Drop = "reset" | "FIN";

/** In whole seconds. */
interface RetryAfter {
  readonly seconds: number;
  readonly as: "seconds" | "date";
}

type RefusalBody = "none" | "short" | "chunked" | "endless";

export interface StreamPlan {
  readonly kind: "stream";
  readonly gzip: boolean;
  /** How the end of the body is told: by its last chunk, or by the end of the connection. */
  readonly framing: "chunked" | "until close";
  /** Whether a chunked response leaves its connection open for the next request. */
  readonly keepAlive: boolean;
  readonly byteOrderMark: boolean;
  readonly lineEnds: LineEnds;
  readonly cuts: Cuts;
  /** How many numbers it sends again that the consumer has processed. 0 for an exact resumption, 1 for an inclusive one. */
  readonly overlap: number;
  /** Numbers to send before the end. */
  readonly count: number;
  /** Numbers to send at once, at most, and the milliseconds until the next. */
  readonly batch: number;
  readonly pause: number;
  /** What comes instead of numbers for longer than the idle timeout, once: comments, or one event byte by byte. */
  readonly lull: "none" | "heartbeats" | "trickle";
  readonly end: StreamEnd;
}

/** How a stream ends: quietly, also in the middle of an event; broken off at any byte; or not at all, in silence. */
type StreamEnd =
  | { readonly kind: "quiet"; readonly inside: "nothing" | "an event" }
  | { readonly kind: "drop"; readonly by: Drop; readonly inside: "nothing" | "an event" | "an HTTP chunk" }
  | { readonly kind: "silence" };

/**
 * What the server does at this attempt of a consumer. The same seed gives the same plans.
 *
 * @param mayClose - whether a response may end with its connection, or announce that
 */
export function planOf(seed: number, consumer: number, attempt: number, mayClose: boolean): Plan {
  const below = chance(seed, consumer, "attempt", attempt);
  const kind = below(100);
  const slow = below(12) === 0 ? 100 + below(600) : 0;
  if (kind < 4) return { delay: slow, answer: { kind: "no response", cut: cutOf(below), by: dropOf(below) } };
  if (kind < 7) return { delay: 0, answer: { kind: "mute" } };
  if (kind < 19) return { delay: slow, answer: refusal(below) };
  const answer = stream(below);
  return { delay: slow, answer: mayClose ? answer : { ...answer, framing: "chunked", keepAlive: true } };
}

/** What it does once the time is over: it sends the rest. */
export const lastPlan: Plan = {
  delay: 0,
  answer: {
    kind: "stream",
    gzip: false,
    framing: "chunked",
    keepAlive: true,
    byteOrderMark: false,
    lineEnds: "\n",
    cuts: "whole",
    overlap: 0,
    count: Number.POSITIVE_INFINITY,
    batch: 20,
    pause: 10,
    lull: "none",
    end: { kind: "quiet", inside: "nothing" },
  },
};

const cutOf = (below: Below): "before the headers" | "inside the headers" => oneOf(below, ["before the headers", "inside the headers"]);
const dropOf = (below: Below): Drop => oneOf(below, ["reset", "FIN"]);

function refusal(below: Below): Answer {
  const status = oneOf(below, [503, 503, 503, 429, 429, 408, 425, 500, 502, 504]);
  const retryAfter = below(3) ? { seconds: below(3) ? 1 : below(3), as: oneOf(below, ["seconds", "date"] as const) } : undefined;
  return { kind: "refusal", status, retryAfter, body: oneOf(below, ["none", "short", "chunked", "chunked", "endless"]) };
}

function stream(below: Below): StreamPlan {
  const flood = below(25) === 0;
  return {
    kind: "stream",
    gzip: below(4) === 0,
    framing: below(8) ? "chunked" : "until close",
    keepAlive: below(4) > 0,
    byteOrderMark: below(6) === 0,
    lineEnds: oneOf(below, ["\n", "\n", "\r\n", "\r", "mixed"]),
    cuts: oneOf(below, ["whole", "whole", "anywhere", "anywhere", "single bytes"]),
    overlap: oneOf(below, [0, 0, 1, 1, 1 + below(20)]),
    count: flood ? 1_500 : oneOf(below, [0, 1 + below(10), below(100), below(100), below(400)]),
    batch: flood ? 100 : 1 + below(12),
    pause: flood ? 0 : 1 + below(40),
    lull: oneOf(below, [...Array.from({ length: 18 }, () => "none" as const), "heartbeats", "trickle"]),
    end: streamEnd(below),
  };
}

function streamEnd(below: Below): StreamEnd {
  const kind = below(20);
  if (kind < 2) return { kind: "silence" };
  if (kind < 8) return { kind: "quiet", inside: below(4) ? "nothing" : "an event" };
  return { kind: "drop", by: dropOf(below), inside: oneOf(below, ["nothing", "an event", "an event", "an HTTP chunk"]) };
}
