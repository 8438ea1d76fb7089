import { DATA, dataValue, EVENT, eventValue, NONE } from "./field.ts";
import { decodeUtf8 } from "./utf8.ts";

/** Longer beginnings aren't kept. */
const LONGEST = 64;
/** Of `data: `, all of which is looked at. */
const DATA_LENGTH = 6;
/** After so many misses in a row, only one chunk in every {@link INTERVAL} is tried. */
const PATIENCE = 4;
const INTERVAL = 32;
const SPACE = 32;
const LF = 10;
const CR = 13;

/**
 * How the last chunk began that had only `event` lines before its data: everything before that data, such as `event: delta` and `data: `.
 *
 * Servers send many small events that begin alike, each in a chunk of its own. Of such a chunk only the data has to be decoded, and its fields
 * needn't be read again.
 */
export class RepeatedHead {
  readonly #bytes = new Uint8Array(LONGEST);
  #size = 0;
  /** The type of an event that begins so. */
  type = "message";
  /** Chunks in a row for which this was of no use. */
  #misses = 0;
  /** Whether it was tried for the latest chunk. */
  #isTried = false;

  /** Keeps the beginning of a chunk, if it has one. */
  learn(chunk: Uint8Array): void {
    if (!this.#isTried) return;
    this.#misses++;
    const limit = Math.min(chunk.length - 1, LONGEST);
    let type = "";
    let at = 0;
    for (let end = 0; end < limit; end++) {
      const code = chunk[end] as number;
      if (code > 127 || code === CR) return;
      if (end === at && code === DATA && at + DATA_LENGTH < limit) {
        const from = dataValue(chunk, at, limit);
        if (from !== NONE) this.#keep(chunk, from, type || "message");
        return;
      }
      if (code !== LF) continue;
      const from = chunk[at] === EVENT ? eventValue(chunk, at, end) : NONE;
      if (from === NONE) return;
      type = decodeUtf8(chunk, from, end);
      at = end + 1;
    }
  }

  #keep(chunk: Uint8Array, size: number, type: string): void {
    for (let at = 0; at < size; at++) this.#bytes[at] = chunk[at] as number;
    this.#size = size;
    this.type = type;
  }

  /** Where the data of a chunk begins that begins like the last one; {@link NONE} if it doesn't, or isn't compared. */
  endIn(chunk: Uint8Array): number {
    // Of a stream whose chunks don't begin alike, or hold more than one line of data, few are compared, so that it loses no time by this.
    this.#isTried = this.#misses < PATIENCE || this.#misses++ % INTERVAL === 0;
    const size = this.#size;
    // A space after the beginning may belong to the data or not.
    if (!this.#isTried || size === 0 || chunk.length <= size || chunk[size] === SPACE) return NONE;
    for (let at = 0; at < size; at++) if (chunk[at] !== this.#bytes[at]) return NONE;
    return size;
  }

  /** Says that the chunk was read by this. */
  hit(): void {
    this.#misses = 0;
  }
}
