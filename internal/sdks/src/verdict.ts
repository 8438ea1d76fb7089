import { isSSEError } from "@sse/core";
import { guardSSE } from "@sse/fetch";
import { type Fault, faults } from "./fault.ts";
import { type Outcome, run, start, wordsOf } from "./run.ts";
import type { Sdk } from "./sdk.ts";

/** How an SDK ends, in the words of the guide. */
export type Verdict =
  | "whole"
  | "server's error"
  | "another error"
  | "truncated"
  | "idle"
  // What the guide warns of.
  | "**half**"
  | "**loses events**"
  | "**waits**";

export interface Verdicts {
  /** With the runtime's own `fetch`. */
  readonly plain: Verdict;
  readonly guarded: Verdict;
  /** Where the guard's error is found. */
  readonly surfaces: string | undefined;
}

/** In milliseconds. A busy machine sends a whole answer in that time. */
const IDLE_TIMEOUT = 300;

/** What an SDK makes of a fault, without the guard and with it. */
export async function verdictsOf(sdk: Sdk, fault: Fault): Promise<Verdicts> {
  const healthy = await run(sdk, fetch, (response) => faults.none.answer(response, sdk));
  if (healthy.error) throw healthy.error;
  const answer: Parameters<typeof run>[2] = (response) => fault.answer(response, sdk);
  const plain = await start(sdk, fetch, answer);
  if (fault !== faults.stalled && !sdk.waitsAfterEnd) await plain.outcome;
  const guarded = await run(sdk, guardSSE(fetch, { ...sdk.contract, idleTimeout: IDLE_TIMEOUT }), answer);
  const waits = plain.isPending();
  await plain.stop();
  return {
    plain: waits ? "**waits**" : verdictOf(await plain.outcome, fault, healthy),
    guarded: verdictOf(guarded, fault, healthy),
    surfaces: surfaceOf(guarded.error),
  };
}

function verdictOf(outcome: Outcome, fault: Fault, healthy: Outcome): Verdict {
  const words = wordsOf(outcome);
  // By the message as well: MCP's client passes on nothing else.
  if (/ERR_SSE_TRUNCATED|expected the terminal event \(until\)/.test(words)) return "truncated";
  if (/ERR_SSE_IDLE_TIMEOUT|\(idleTimeout\)/.test(words)) return "idle";
  if (/overloaded|wrong key/i.test(words)) return "server's error";
  if (outcome.error !== undefined) return "another error";
  if (wordsOf(outcome.shown) === wordsOf(healthy.shown)) return "whole";
  return fault.isWhole ? "**loses events**" : "**half**";
}

function surfaceOf(error: unknown): string | undefined {
  if (isSSEError(error)) return "the error itself";
  if (!(error instanceof Error)) return undefined;
  for (let [cause, path] = [error.cause, "cause"]; cause instanceof Error; [cause, path] = [cause.cause, `${path}.cause`]) {
    if (isSSEError(cause)) return `\`${path}\` of ${nameOf(error)}`;
  }
  return `message of ${nameOf(error)}`;
}

const nameOf = (error: Error): string => `\`${error.name === "Error" ? error.constructor.name : error.name}\``;
