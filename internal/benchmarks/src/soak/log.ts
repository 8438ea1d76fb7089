import { fingerprintOf, type Item, itemOf, kindOf, leaderOf, type Stream } from "./items.ts";
import type { ServerReport } from "./reports.ts";

/** So many IDs behind the last position that was asked for are still known. */
const KNOWN = 500;

/** The numbers of one consumer: which were issued, and which one an ID names. */
export class Log {
  readonly #stream: Stream;
  readonly #report: (report: ServerReport) => void;
  readonly #numbers = new Map<string, number>();
  /** The highest number that a socket was given. */
  #issued = 0;
  #reached = 0;
  #last = Number.POSITIVE_INFINITY;

  constructor(stream: Stream, report: (report: ServerReport) => void) {
    this.#stream = stream;
    this.#report = report;
  }

  /** The last number that there will be. */
  get last(): number {
    return this.#last;
  }

  /** Whether every number is issued that will be. */
  get isFinishing(): boolean {
    return this.#last !== Number.POSITIVE_INFINITY;
  }

  /** No numbers any more, except for those up to the next event that a request can resume after. */
  finish(): void {
    let last = Math.max(this.#issued, 1);
    while (kindOf(this.#stream, last) !== "event") last++;
    this.#last = last;
  }

  /** What this number is. Whoever asks is about to send it, and thereby issues it. */
  issue(number: number): Item {
    const item = itemOf(this.#stream, number);
    if (number > this.#issued) {
      this.#issued = number;
      if (item.kind !== "follower") this.#numbers.set(item.id, number);
      this.#report({ about: "item", number, kind: item.kind, fingerprint: fingerprintOf(item) });
    }
    return item;
  }

  /** The number that a last event ID stands for, 0 for none, `undefined` for an ID that was never issued. */
  position(lastEventId: string): number | undefined {
    if (lastEventId === "") return 0;
    const number = this.#numbers.get(lastEventId);
    if (number !== undefined && number > this.#reached) {
      this.#reached = number;
      for (const [id, known] of this.#numbers) {
        if (known > number - KNOWN) break;
        this.#numbers.delete(id);
      }
    }
    return number;
  }

  /**
   * The first number to send to a consumer that has processed those up to `position`, with so many of them again. What is repeated begins with
   * an event that has an ID of its own: a consumer couldn't tell whose ID another one has.
   */
  resume(position: number, overlap: number): number {
    if (overlap === 0 || position === 0) return position + 1;
    // Never far back, however often it happens: `dedupe` remembers 1,000 IDs.
    let from = Math.max(1, leaderOf(this.#stream, Math.max(position - overlap + 1, this.#reached - KNOWN / 4)));
    while (from > 1 && kindOf(this.#stream, from) === "silent") from--;
    return Math.min(leaderOf(this.#stream, from), position);
  }
}
