/** Where a request may resume: the number whose ID it sends. */
export interface Range {
  /** Everything up to here is processed, and the source knows. */
  readonly low: number;
  /** Nothing after this was ever processed. */
  high: number;
}

/** Checks where the requests of one consumer resume: after the last number that is processed, so that none is lost and none comes again without a reason. */
export class Resumption {
  readonly #isSilent: (number: number) => boolean;
  /** The first number that the last answer could send, or the position that it resumed after. */
  #from = 0;
  #position = 0;
  #isLedBack = false;

  constructor(isSilent: (number: number) => boolean) {
    this.#isSilent = isSilent;
  }

  /** An event was delivered. */
  deliver(): void {
    this.#isLedBack = false;
  }

  /** What is wrong with a request for what follows `position`, which is answered `from` a number on. */
  fault(range: Range, position: number, from: number): string | undefined {
    while (this.#isSilent(range.high + 1)) range.high++;
    // Of an ID without data, a consumer can't know how far back it is. Such an ID, and what follows it, can lead back to where the last answer began.
    const isBack = position < range.low;
    const mayBeBack = position >= this.#from && (this.#isLedBack || this.#isSilent(position) || this.#isSilent(this.#position));
    this.#isLedBack = isBack;
    this.#position = position;
    this.#from = Math.min(from, position);
    if (position <= range.high && (!isBack || mayBeBack)) return undefined;
    return `expected to resume after ${range.low} to ${range.high}, got ${position}`;
  }
}
