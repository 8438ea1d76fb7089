import { type Clock, unref } from "../clock.ts";
import type { SSEResponseHeaders } from "../headers.ts";
import { warnOnce } from "../warn.ts";

/** How long a compressed response may send nothing before a warning, in milliseconds. */
const PATIENCE = 15_000;

/** For messages about silence: says that the response is compressed; `""` if it isn't. */
export function bufferingHint(headers: SSEResponseHeaders): string {
  const coding = headers.get("content-encoding");
  if (!coding || /^(identity|none)$/i.test(coding.trim())) return "";
  return `. The response is compressed (${coding.slice(0, 40)}), which holds events back unless the server flushes each. See docs/nothing-arrives.md`;
}

/** Warns if a compressed response sends nothing for a while. The result stops the watch; `undefined` if the response isn't compressed. */
export function watchForBuffering(headers: SSEResponseHeaders, clock: Clock): (() => void) | undefined {
  const hint = bufferingHint(headers);
  if (!hint) return undefined;
  const timer = clock.setTimeout(() => warnOnce(`Nothing arrived within ${PATIENCE / 1000} s${hint}`), PATIENCE);
  unref(timer);
  return () => clock.clearTimeout(timer);
}
