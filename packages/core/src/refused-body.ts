import { type BodyHolder, type BodyReader, dataAsText, openBody } from "./body.ts";
import type { Clock } from "./clock.ts";
import { decodeUtf8 } from "./utf8.ts";

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
  const beginning = new Beginning();
  let timer: unknown;
  try {
    const reader = openBody(response);
    onOpen(reader);
    const reading = (async () => {
      while (beginning.size < KEPT_SIZE) {
        const { done, value } = await reader.next();
        if (done) return;
        if (value) beginning.add(value);
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
  return beginning.text.slice(0, KEPT_SIZE);
}

/** Chunks of bytes and text. Bytes that follow each other are decoded in one go, so that no character is cut. */
class Beginning {
  size = 0;
  #text = "";
  #bytes: Uint8Array[] = [];

  get text(): string {
    const bytes = new Uint8Array(this.#bytes.reduce((size, chunk) => size + chunk.length, 0));
    let at = 0;
    for (const chunk of this.#bytes) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return this.#text + decodeUtf8(bytes, 0, at);
  }

  add(chunk: Uint8Array | string): void {
    this.size += chunk.length;
    if (typeof chunk !== "string") this.#bytes.push(chunk);
    else {
      this.#text = this.text + chunk;
      this.#bytes = [];
    }
  }
}
