import { DATA, dataValue, EVENT, eventValue, NONE } from "./field.ts";
import { decodeUtf8 } from "./utf8.ts";

/** Longer beginnings aren't kept. */
const LONGEST = 64;
/** More than any field's name has: so much of a line is looked at. */
const NAME = 8;
/** After so many misses in a row, only one chunk in so many is compared: other streams lose no time by this. */
const PATIENCE = 4;
const INTERVAL = 32;
const SPACE = 32;
const LF = 10;

/**
 * How the last chunk began that had only `event` lines before its data: everything before that data, such as `event: delta` and `data: `.
 *
 * Servers send many small events that begin alike, each in a chunk of its own. Of such a chunk only the data has to be decoded, and its fields
 * needn't be read again.
 */
export class RepeatedHead {
  /** The type of an event that begins so. */
  type = "";
  #bytes = new Uint8Array(0);
  #misses = 0;

  /** Where the data of a chunk begins that begins like the last one; {@link NONE} if it doesn't, or isn't compared. */
  endIn(chunk: Uint8Array): number {
    if (this.#misses++ > PATIENCE && this.#misses % INTERVAL !== 0) return NONE;
    const { length } = this.#bytes;
    let at = 0;
    while (at < length && at < chunk.length && chunk[at] === this.#bytes[at]) at++;
    // A space after the beginning may belong to the data or not.
    if (at > 0 && at === length && at < chunk.length && chunk[at] !== SPACE) return at;
    this.#learn(chunk);
    return NONE;
  }

  /** Says that the chunk was what its beginning promised. */
  hit(): void {
    this.#misses = 0;
  }

  #learn(chunk: Uint8Array): void {
    let type = "";
    let at = 0;
    for (let end = 0; end < LONGEST && end + NAME < chunk.length; end++) {
      if (end === at && chunk[at] === DATA) {
        const from = dataValue(chunk, at, chunk.length);
        if (from === NONE) return;
        this.#bytes = new Uint8Array(chunk.subarray(0, from)); // slice() of a Buffer isn't a copy
        this.type = type || "message";
        return;
      }
      if (chunk[end] !== LF) continue;
      const from = chunk[at] === EVENT ? eventValue(chunk, at, end) : NONE;
      if (from === NONE) return;
      type = decodeUtf8(chunk, from, end);
      if (type.includes("\r")) return;
      at = end + 1;
    }
  }
}
