import { answerOf } from "../callback.ts";
import type { SSEErrorCode } from "../errors.ts";

/** Which content types are read as an event stream: any, or those that the function accepts. It gets `null` if the response names none. */
export type ContentTypeCheck = "any" | ((contentType: string | null) => boolean);

/** @throws TypeError when the option `contentType` is neither. */
export function checkContentType(accepts: ContentTypeCheck | null | undefined): ContentTypeCheck | undefined {
  if (accepts === null || accepts === undefined || accepts === "any" || typeof accepts === "function") return accepts ?? undefined;
  throw new TypeError(`contentType: expected "any" or a function, got ${JSON.stringify(accepts)}`);
}

/**
 * Why a response isn't an event stream; `undefined` if it is.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model
 */
export function refusal(
  status: number,
  contentType: string | null,
  accepts: ContentTypeCheck = namesEventStream,
): readonly [SSEErrorCode, string] | undefined {
  if (status < 200 || status > 299) return ["ERR_SSE_STATUS", `expected status 2xx, got ${status}`];
  if (accepts === "any" || answerOf("contentType", accepts(contentType))) return undefined;
  const expected = accepts === namesEventStream ? "text/event-stream" : "one that the contentType option accepts";
  return ["ERR_SSE_CONTENT_TYPE", `expected content type ${expected}, got ${contentType?.slice(0, LONGEST_SHOWN) || "none"}`];
}

const LONGEST_SHOWN = 200;

/**
 * Whether a member of a Content-Type header is `text/event-stream`. A header that was sent twice arrives combined, and commas within quotes
 * separate nothing. One pass, not a regular expression, so that no header can make it slow.
 */
function namesEventStream(header: string | null): boolean {
  if (!header) return false;
  let start = 0;
  let quoted = false;
  for (let at = 0; at < header.length; at++) {
    const character = header[at];
    if (quoted && character === "\\") at++;
    else if (character === '"') quoted = !quoted;
    else if (character === "," && !quoted) {
      if (isEventStream(header.slice(start, at))) return true;
      start = at + 1;
    }
  }
  return isEventStream(header.slice(start));
}

const isEventStream = (type: string): boolean => type.split(";", 1)[0]?.trim().toLowerCase() === "text/event-stream";
