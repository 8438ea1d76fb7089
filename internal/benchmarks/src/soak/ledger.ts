import { type Attempt, outcomeFault, waitFault } from "./attempt.ts";
import { type ItemKind, leaderOf, type Stream } from "./items.ts";
import { MAX_DELAY, MIN_DELAY } from "./plan.ts";
import { Processed } from "./processed.ts";
import type { ConsumerReport, ServerReport } from "./reports.ts";
import { Resumption } from "./resumption.ts";
import type { Setup } from "./setups.ts";

/** `dedupe` remembers so many IDs. */
const REMEMBERED = 1_000;

/**
 * The independent count of one consumer's numbers: what the server says that it issued, against what the consumer says that it saw. The two tell
 * it at different times, so what a consumer saw waits until the server's word is there.
 */
export class Ledger {
  readonly #setup: Setup;
  readonly #stream: Stream;
  readonly #onViolation: (text: string) => void;
  readonly #kinds: ItemKind[] = ["event"];
  readonly #fingerprints: number[] = [0];
  readonly #attempts = new Map<number, Attempt>();
  readonly #waiting: ConsumerReport[] = [];
  readonly #processed = new Processed();
  readonly #isSilent = (number: number): boolean => this.#kinds[number] === "silent";
  readonly #resumption = new Resumption(this.#isSilent);
  readonly #seen: boolean[] = [];
  #remembered = new Set<number>();
  #current: Attempt = { number: 0 };
  #life = 0;
  /** Where the current source began; `undefined` until its first request is known. */
  #begin: number | undefined;

  delivered = 0;
  /** Deliveries of numbers that were delivered before. */
  repeated = 0;
  /** Those of them that `dedupe` should have dropped. */
  duplicated = 0;
  isDone = false;

  constructor(setup: Setup, stream: Stream, onViolation: (text: string) => void) {
    this.#setup = setup;
    this.#stream = stream;
    this.#onViolation = onViolation;
  }

  get attempts(): number {
    return this.#current.number;
  }

  /** Numbers that are events. */
  get issued(): number {
    return this.#kinds.filter((kind) => kind !== "silent").length - 1;
  }

  /** Issued numbers that the consumer hasn't seen. */
  get unseen(): number {
    return this.#kinds.filter((kind, number) => number > 0 && kind !== "silent" && !this.#seen[number]).length;
  }

  /** The server's word. */
  hear(report: ServerReport): void {
    if (report.about === "item") {
      if (report.number !== this.#kinds.length) this.#violation(`the server issued ${report.number} after ${this.#kinds.length - 1}`);
      this.#kinds[report.number] = report.kind;
      this.#fingerprints[report.number] = report.fingerprint;
    } else if (report.about === "fault") this.#violation(report.text);
    else {
      const attempt = this.#attempt(report.attempt);
      if (report.about === "end") {
        attempt.end = report.how;
        this.#checkOutcome(attempt);
      } else {
        if (attempt.request) this.#violation(`attempt ${attempt.number} was sent twice`);
        attempt.request = report;
        this.#checkPosition(attempt);
        this.#checkWait(attempt);
      }
    }
    this.#catchUp();
  }

  /** The consumer's word. */
  see(report: ConsumerReport): void {
    this.#waiting.push(report);
    this.#catchUp();
  }

  /** At the end of everything. */
  close(): void {
    const [first] = this.#waiting;
    if (first) this.#violation(`${this.#waiting.length} reports, from ${first} on, don't match what the server issued`);
    if (!this.isDone) this.#violation("it didn't come to its end");
  }

  #attempt(number: number): Attempt {
    const attempt = this.#attempts.get(number) ?? { number };
    this.#attempts.set(number, attempt);
    this.#attempts.delete(number - 100);
    return attempt;
  }

  #catchUp(): void {
    let taken = 0;
    for (const report of this.#waiting) {
      if (!this.#isKnown(report)) break;
      this.#take(report);
      taken++;
    }
    this.#waiting.splice(0, taken);
  }

  /** Whether the server has told everything that this report is checked against. */
  #isKnown([about, number]: ConsumerReport): boolean {
    if (about === "event") return !!this.#current.request && !(Number(number) >= this.#kinds.length);
    if (about === "comment") return !!this.#current.request && Number(number) <= this.#kinds.length;
    return true;
  }

  #take(report: ConsumerReport): void {
    switch (report[0]) {
      case "attempt":
        this.#begins(report[1], report[2]);
        break;
      case "event":
        this.#event(report[1], report[2]);
        break;
      case "ack":
        this.#processed.acknowledge(report[1]);
        break;
      case "comment":
        this.#comment(report[1]);
        break;
      case "end":
        this.#current.code = report[1];
        this.#checkOutcome(this.#current);
        break;
      case "wait":
        if (!this.#current.impatient && !(report[1] >= MIN_DELAY && report[1] <= MAX_DELAY))
          this.#violation(`it waits ${report[1]} ms, not ${MIN_DELAY} to ${MAX_DELAY}`);
        break;
      case "now":
        this.#current.impatient = true;
        break;
      case "left":
        this.#processed.takeBack();
        break;
      case "fault":
        this.#violation(report[1]);
        break;
      case "done":
        this.isDone = true;
    }
  }

  #begins(number: number, life: number): void {
    const attempt = this.#attempt(number);
    const isNew = life !== this.#life;
    if (!isNew && !this.#setup.manual) this.#processed.acknowledgeAll();
    let low = this.#processed.reached;
    if (isNew && this.#life > 0) {
      if (!this.#setup.manual) {
        // The last event was asked past, or not: a source that is closed from outside doesn't tell.
        this.#processed.acknowledgeAll();
        low = this.#processed.reachedBefore;
      }
      this.#remembered = new Set();
      this.#begin = undefined;
    }
    this.#life = life;
    this.#current = attempt;
    attempt.life = life;
    const high = this.#processed.upTo(this.#isSilent);
    attempt.range = { low: leaderOf(this.#stream, low), high };
    this.#checkPosition(attempt);
    this.#checkWait(attempt);
  }

  #event(number: number, fingerprint: number): void {
    const attempt = this.#current;
    const due = this.#due(attempt);
    if (number !== due) this.#violation(`attempt ${attempt.number}: expected ${due}, got ${number}`);
    if (this.#fingerprints[number] !== fingerprint) this.#violation(`attempt ${attempt.number}: ${number} isn't what was sent`);
    attempt.cursor = number + 1;
    this.#resumption.deliver();
    this.delivered++;
    if (this.#seen[number]) this.repeated++;
    this.#seen[number] = true;
    if (this.#setup.dedupe && this.#kinds[number] === "event") {
      if (this.#remembered.has(number)) this.duplicated++;
      this.#remember(number);
    }
    if (!this.#setup.manual) this.#processed.acknowledgeAll();
    this.#processed.deliver(number, this.delivered);
  }

  /** The number that has to come next: what isn't delivered is passed over. */
  #due({ cursor, request }: Attempt): number {
    let due = cursor ?? request?.from ?? 0;
    while (this.#isSilent(due) || this.#remembered.has(due)) due++;
    return due;
  }

  #comment(before: number): void {
    const { number, cursor = 0 } = this.#current;
    const due = this.#due(this.#current);
    if (due < before || cursor > before) this.#violation(`attempt ${number}: the comment before ${before} came when ${due} was due`);
  }

  #remember(number: number): void {
    this.#remembered.add(number);
    const [oldest] = this.#remembered;
    if (oldest !== undefined && this.#remembered.size > REMEMBERED) this.#remembered.delete(oldest);
  }

  #checkPosition({ number, range, request }: Attempt): void {
    if (!range || !request) return;
    const { position, from } = request;
    const fault = this.#resumption.fault(range, position, from);
    if (fault) this.#violation(`attempt ${number}: ${fault}`);
    if (this.#begin !== undefined) return;
    this.#begin = position;
    this.#processed.restart(position);
    if (this.#setup.dedupe) this.#remember(position);
  }

  #checkOutcome({ number, code, end }: Attempt): void {
    const fault = code !== undefined && end && outcomeFault(code, end);
    if (fault) this.#violation(`attempt ${number}: ${fault}`);
  }

  #checkWait(attempt: Attempt): void {
    const before = this.#attempts.get(attempt.number - 1);
    const fault = before && waitFault(before, attempt);
    if (fault) this.#violation(`attempt ${attempt.number}: ${fault}`);
  }

  #violation(text: string): void {
    this.#onViolation(text);
  }
}
