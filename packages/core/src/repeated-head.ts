import { DATA, dataValue, EVENT, eventValue, NONE } from "./field.ts";

/** Longer beginnings, and those of longer texts, aren't kept: so an idle stream keeps little for this. */
const LONGEST = 64;
const LONGEST_TEXT = 1024;
const SPACE = 32;
const CR = 13;

/**
 * How the last small chunk began that had only `event` lines before its data: everything before that data, such as `event: delta` and `data: `.
 *
 * Servers send many small events that begin alike, each in a chunk of its own. Of such a chunk only the data has to be decoded, and its fields
 * needn't be read again.
 */
export class RepeatedHead {
  readonly #bytes = new Uint8Array(LONGEST);
  #size = 0;
  /** The type of an event that begins so. */
  type = "message";

  /** Keeps the beginning of a chunk's text, if it has one. */
  learn(text: string): void {
    if (text.length > LONGEST_TEXT) return;
    let type = "";
    let at = 0;
    for (let lf = text.indexOf("\n"); lf !== -1; lf = text.indexOf("\n", at)) {
      const end = lf > at && text.charCodeAt(lf - 1) === CR ? lf - 1 : lf;
      const first = text.charCodeAt(at);
      if (first === DATA) {
        const from = dataValue(text, at, end);
        // Without a value there may be no colon, and what follows the name in the next chunk would belong to it.
        if (from !== end) this.#keep(text, from, type || "message");
        return;
      }
      const from = first === EVENT ? eventValue(text, at, end) : NONE;
      if (from === NONE) return;
      type = text.slice(from, end);
      if (type.includes("\r")) return;
      at = lf + 1;
    }
  }

  #keep(text: string, size: number, type: string): void {
    this.#size = 0;
    if (size > LONGEST) return;
    for (let at = 0; at < size; at++) {
      const code = text.charCodeAt(at);
      if (code > 127) return; // an index into the text isn't one into the bytes here
      this.#bytes[at] = code;
    }
    this.#size = size === NONE ? 0 : size;
    this.type = type;
  }

  /** Where the data of a chunk begins that begins like the last one; {@link NONE} if it doesn't. */
  endIn(chunk: Uint8Array): number {
    const size = this.#size;
    // A space after the beginning may belong to the data or not.
    if (size === 0 || chunk.length <= size || chunk[size] === SPACE) return NONE;
    for (let at = 0; at < size; at++) if (chunk[at] !== this.#bytes[at]) return NONE;
    return size;
  }
}
