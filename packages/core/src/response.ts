import type { BodyReader } from "./body.ts";
import type { SSEErrorCode } from "./errors.ts";

/** How much of a refused response is kept, in bytes, and how long it is waited for, in milliseconds. */
const KEPT_SIZE = 65_536;
const KEPT_TIME = 1_000;

/** Why a response is not an event stream, or `undefined`: https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model */
export function refusal(status: number, type: string | null | undefined): [SSEErrorCode, string] | undefined {
  if (status < 200 || status > 299) return ["ERR_SSE_STATUS", `expected status 2xx, got ${status}`];
  // A header that was sent twice arrives combined. Commas within quotes separate nothing.
  if (/(^|,)[\t ]*text\/event-stream[\t ]*([;,]|$)/i.test((type ?? "").replace(/"(\\.|[^"\\])*"/g, ""))) return undefined;
  return ["ERR_SSE_CONTENT_TYPE", `expected content type text/event-stream, got ${type || "none"}`];
}

/** The beginning of a body as text: what there is of it when its end, the limit in size or time, or a fault is met. It never rejects. */
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
      if (done || !value) break;
      text += utf8.decode(value.subarray(0, left), { stream: true });
      left -= value.length;
    }
  } catch {
    // A body that breaks off has still said what it said; the refusal is what the caller needs to hear.
  }
  clearTimeout(timer);
  return text;
}
