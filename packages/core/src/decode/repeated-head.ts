import { CR, LF, SPACE } from "./codes.ts";
import { DATA, dataValue, EVENT, eventValue, NONE } from "./field.ts";
import { copyOf } from "./text.ts";

/** Longer beginnings aren't kept. */
const LONGEST = 64;
/** More than any field's name has: so much of a line is looked at. */
const NAME = 8;
/** After so many misses in a row, only one chunk in so many is compared: other streams lose no time by this. */
const PATIENCE = 4;
const INTERVAL = 32;
const LAST_ASCII = 127;
const NO_BYTES = new Uint8Array(0);

/**
 * How the last chunk began that had only `event` lines before its data: everything before that data, such as `event: delta` and `data: `.
 *
 * Servers send many small events that begin alike, each in a chunk of its own. Of such a chunk only the data has to be decoded, and its fields
 * needn't be read again.
 */
export class RepeatedHead {
  /** The type of an event that begins so. */
  type = "";
  #bytes = NO_BYTES;
  #misses = 0;
  /** How many chunks aren't worth comparing before the next one is. */
  pause = 0;

  /** Where the data of a chunk begins that begins like the last one; {@link NONE} if it doesn't. */
  endIn(chunk: Uint8Array): number {
    const { length } = this.#bytes;
    let at = 0;
    while (at < length && at < chunk.length && chunk[at] === this.#bytes[at]) at++;
    // A space after the beginning may belong to the data or not.
    return at > 0 && at === length && at < chunk.length && chunk[at] !== SPACE ? at : NONE;
  }

  /** Says that the chunk was what its beginning promised. */
  hit(): void {
    this.#misses = 0;
  }

  /** Looks at a chunk that didn't begin like the last one, which the next ones may begin like. */
  learn(chunk: Uint8Array, text: string): void {
    if (++this.#misses > PATIENCE) this.pause = INTERVAL;
    let type = "";
    let at = 0;
    for (let end = 0; end < LONGEST && end + NAME < text.length; end++) {
      const code = text.charCodeAt(end);
      if (end === at && code === DATA) {
        const from = dataValue(text, at, text.length);
        if (from === NONE) return;
        this.#bytes = new Uint8Array(chunk.subarray(0, from)); // slice() of a Buffer isn't a copy
        this.type = type || "message";
        return;
      }
      if (code > LAST_ASCII || code === CR) return;
      if (code !== LF) continue;
      const from = text.charCodeAt(at) === EVENT ? eventValue(text, at, end) : NONE;
      if (from === NONE) return;
      type = copyOf(text.slice(from, end));
      at = end + 1;
    }
  }
}
