import type { BodyReader } from "./body.ts";
import type { SSEErrorCode } from "./errors.ts";
import { fromResponse, type SSEResponse, type WebResponse } from "./transport.ts";

/** How much of a refused response is kept, in bytes, and how long it is waited for, in milliseconds. */
const KEPT_SIZE = 65_536;
const KEPT_TIME = 1_000;

export const USED = "Expected a response whose body is unread, got one whose body is already used";

/**
 * A response under the contract.
 *
 * @throws TypeError when it is none, or its body was already read.
 */
export function checkShape<R>(response: SSEResponse<R> | (R & WebResponse)): SSEResponse<R> {
  const source = typeof response === "object" && response !== null && "raw" in response ? response : fromResponse(response);
  const { raw, body } = source;
  if (typeof source.status !== "number" || typeof source.headers?.get !== "function") {
    throw new TypeError(`Expected a response with status, headers and body, got ${raw === null ? "null" : typeof raw}`);
  }
  const used = typeof raw === "object" && raw !== null && "bodyUsed" in raw && raw.bodyUsed;
  if (used || (body && "locked" in body && body.locked)) throw new TypeError(USED);
  return source;
}

/** Why a response is not an event stream, or `undefined`: https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model */
export function refusal(status: number, type: string | null | undefined): { code: SSEErrorCode; message: string } | undefined {
  if (status < 200 || status > 299) {
    const hint = status > 299 && status < 400 ? ", a redirect that the client did not follow" : "";
    return { code: "ERR_SSE_STATUS", message: `expected status 2xx, got ${status}${hint}` };
  }
  // A header that was sent twice arrives combined. Commas within quotes separate nothing.
  const members = (type ?? "").replace(/"(?:[^"\\]|\\.)*"/g, "");
  if (status === 204 || /(?:^|,)[\t ]*text\/event-stream[\t ]*(?:[;,]|$)/i.test(members)) return undefined;
  return { code: "ERR_SSE_CONTENT_TYPE", message: `expected content type text/event-stream, got ${type || "none"}` };
}

/** The beginning of a body as text: what there is of it when its end, the limit in size or time, or a fault is met. */
export async function beginningOf(reader: BodyReader | undefined): Promise<string> {
  const utf8 = new TextDecoder();
  let text = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<{ done: true; value?: undefined }>((resolve) => {
    timer = setTimeout(resolve, KEPT_TIME, { done: true });
  });
  try {
    for (let left = KEPT_SIZE; reader && left > 0; ) {
      const { done, value } = await Promise.race([reader.read(), late]);
      if (done) break;
      const bytes = typeof value === "string" ? new TextEncoder().encode(value) : (value ?? new Uint8Array());
      text += utf8.decode(bytes.subarray(0, left), { stream: true });
      left -= bytes.length;
    }
  } catch {
    // A body that breaks off has still said what it said; the refusal is what the caller needs to hear.
  }
  clearTimeout(timer);
  return text;
}
