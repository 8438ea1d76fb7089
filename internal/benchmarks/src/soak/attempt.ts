import { IDLE_TIMEOUT } from "./plan.ts";
import type { ServerEnd, ServerReport } from "./reports.ts";
import type { Range } from "./resumption.ts";

/** What is known of an attempt, from both sides. */
export interface Attempt {
  readonly number: number;
  /** The consumer's side: which of its sources made it, and where that could resume. */
  life?: number;
  range?: Range;
  code?: string;
  /** The consumer didn't want to wait for the next one. */
  impatient?: boolean;
  /** The server's side. */
  request?: ServerReport & { about: "request" };
  end?: ServerEnd;
  /** The next number that can come on the wire. */
  cursor?: number;
}

/** What is wrong if an attempt ended like this for the consumer and like that for the server; `undefined` if the two agree. */
export function outcomeFault(code: string, { kind, what, silence }: ServerEnd): string | undefined {
  switch (code) {
    case "":
      return kind === "quiet" || kind === "quiet or drop" || kind === "done"
        ? undefined
        : `the consumer saw a clean end, the server's was: ${what}`;
    case "ERR_SSE_STATUS":
      return kind === "refusal" ? undefined : `the consumer saw a refusal, the server's end was: ${what}`;
    case "ERR_SSE_DISCONNECTED":
    case "ERR_SSE_CONNECT":
      return kind === "drop" || kind === "quiet or drop" ? undefined : `the consumer saw a drop (${code}), the server's end was: ${what}`;
    case "ERR_SSE_IDLE_TIMEOUT":
      return silence > IDLE_TIMEOUT * 0.9 ? undefined : `an idle timeout, but the server was silent for ${Math.round(silence)} ms at most`;
    case "ERR_SSE_CONNECT_TIMEOUT":
      return undefined; // how late the headers arrived, the server can't know
    default:
      return `ended with ${code}, the server's end was: ${what}`;
  }
}

/** Timers can fire a millisecond early. */
const EARLY = 5;

/** What is wrong if this attempt came sooner than the refusal before it had asked for. */
export function waitFault(before: Attempt, { life, request }: Attempt): string | undefined {
  const { retryAfter } = before.end ?? {};
  if (!retryAfter || !request || before.code !== "ERR_SSE_STATUS" || before.life !== life || before.impatient) return undefined;
  const waited = request.time - retryAfter.sent;
  if (waited > retryAfter.wait - EARLY) return undefined;
  return `came ${Math.round(waited)} ms after a refusal that asked to wait ${retryAfter.wait} ms`;
}
