import type { Clock } from "../clock.ts";
import { decodeUtf8 } from "../decode/utf8.ts";
import { type BodyHolder, type BodyReader, chunkOf, dataAsText, openBody } from "./body.ts";

/** How much of a refused response is kept, in characters. */
const KEPT_SIZE = 65_536;
/** How long it is read, in milliseconds. */
const LONGEST_TIME = 1_000;

/**
 * The beginning of a refused response's body as text. Most APIs say there why they refused.
 *
 * It never throws, because the refusal is the error that the caller has to see. If the body breaks off, the text until then is returned.
 *
 * @param onOpen - gets the body's reader, whose `return()` ends the wait
 */
export async function refusedBody(response: BodyHolder, clock: Clock, onOpen: (reader: BodyReader) => void = () => {}): Promise<string> {
  const beginning = new Beginning();
  let timer: unknown;
  try {
    const data = dataAsText(response.body);
    if (data !== undefined) return data.slice(0, KEPT_SIZE);
    const reader = openBody(response);
    onOpen(reader);
    const reading = (async () => {
      while (beginning.size < KEPT_SIZE) {
        const { done, value } = await reader.next();
        if (done) return;
        if (value) beginning.add(chunkOf(value));
      }
    })();
    const late = new Promise<void>((resolve) => {
      timer = clock.setTimeout(resolve, LONGEST_TIME);
    });
    await Promise.race([reading, late]);
  } catch {
    // The body was used, broke off, or isn't one. What it said until then is returned.
  } finally {
    clock.clearTimeout(timer);
  }
  return beginning.text.slice(0, KEPT_SIZE);
}

/** Collects chunks of bytes and text. Successive chunks of bytes are decoded together, so that no character is cut. */
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
