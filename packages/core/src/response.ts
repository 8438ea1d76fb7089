import type { SSEErrorCode } from "./errors.ts";

/** Why a response is not an event stream, or `undefined`: https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model */
export function refusal(status: number, type: string | null | undefined): [SSEErrorCode, string] | undefined {
  if (status < 200 || status > 299) return ["ERR_SSE_STATUS", `expected status 2xx, got ${status}`];
  // A header that was sent twice arrives combined. Commas within quotes separate nothing.
  if (/(^|,)[\t ]*text\/event-stream[\t ]*([;,]|$)/i.test((type ?? "").replace(/"(\\.|[^"\\])*"/g, ""))) return undefined;
  return ["ERR_SSE_CONTENT_TYPE", `expected content type text/event-stream, got ${type || "none"}`];
}
