import { type BodyHolder, type BodyReader, dataAsText, openBody } from "./body.ts";
import type { Clock } from "./clock.ts";

/** How much of a refused response is kept, in characters, and for how long it is waited for, in milliseconds. */
const KEPT_SIZE = 65_536;
const KEPT_TIME = 1_000;

/**
 * The beginning of a refused response's body as text, because an API's own words are what its user needs.
 *
 * Never throws, because the caller has to hear of the refusal itself. A body that breaks off has still said something.
 *
 * @param onOpen - gets the body's reader, whose `return()` ends the wait
 */
export async function refusedBody(response: BodyHolder, clock: Clock, onOpen: (reader: BodyReader) => void = () => {}): Promise<string> {
  const data = dataAsText(response.body);
  if (data !== undefined) return data.slice(0, KEPT_SIZE);
  let text = "";
  let timer: unknown;
  try {
    const reader = openBody(response);
    onOpen(reader);
    const reading = (async () => {
      const utf8 = new TextDecoder();
      while (text.length < KEPT_SIZE) {
        const { done, value } = await reader.next();
        if (done) return;
        text += typeof value === "string" ? value : utf8.decode(value, { stream: true });
      }
    })();
    const late = new Promise<void>((resolve) => {
      timer = clock.setTimeout(resolve, KEPT_TIME);
    });
    await Promise.race([reading, late]);
  } catch {
    // The body was used, broke off, or isn't one. What it said until then is returned.
  } finally {
    clock.clearTimeout(timer);
  }
  return text.slice(0, KEPT_SIZE);
}
