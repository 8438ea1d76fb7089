import { copyOf, joined } from "./text.ts";

/** The size of the pieces that are kept, in characters: large enough that the memory a string takes besides its characters is small. */
const LARGE = 4096;
/** How much memory small pieces may cost before they are made into one, in bytes. */
const AFFORDABLE = 65_536;
/** At most: V8 stores text as Latin-1 where it can, and as UTF-16 elsewhere. */
const BYTES_PER_CHARACTER = 2;
/** What one piece costs V8 besides its characters: a slice, and a sum for itself and its separator, of 32 bytes each. */
const BYTES_PER_PIECE = 96;

/**
 * Text that waits for its end, in the pieces in which it arrives: the beginning of a line that a chunk has cut, or the data of a block.
 *
 * V8 joins strings without copying them: a sum refers to its two parts, and a slice refers to the text that it was cut from. So a short
 * piece can cost a hundred bytes, or keep a whole chunk alive. Here pieces that cost more than three times their length are copied, so that
 * memory stays below three bytes a character, and {@link AFFORDABLE} bytes more. Time stays linear: large pieces are copied once at most, and
 * fewer than {@link LARGE} characters of small pieces for every {@link AFFORDABLE} bytes that these cost.
 */
export class HeldText {
  /** In characters. */
  length = 0;
  /** Large pieces, and those that were made of small ones. */
  #text = "";
  /** The latest pieces, shorter than {@link LARGE} together. */
  #recent = "";
  /** How many bytes the latest pieces keep alive. */
  #cost = 0;

  /**
   * @param text - one piece, or the sum of several
   * @param source - how many bytes the text takes that the pieces were cut from
   */
  add(text: string, source: number, pieces = 1): void {
    this.#recent = joined(this.#recent, text);
    this.length += text.length;
    this.#cost += source + BYTES_PER_PIECE * pieces;
    if (this.#cost > AFFORDABLE || this.#recent.length > LARGE) this.#settle();
  }

  #settle(): void {
    if (this.#cost > 3 * this.#recent.length) {
      this.#recent = copyOf(this.#recent);
      this.#cost = BYTES_PER_CHARACTER * this.#recent.length;
    }
    if (this.#recent.length < LARGE) return;
    this.#text += this.#recent;
    this.#recent = "";
    this.#cost = 0;
  }

  /** Everything that was added. */
  get value(): string {
    return joined(this.#text, this.#recent);
  }
}
