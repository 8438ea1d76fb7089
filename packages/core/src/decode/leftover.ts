import { HeldText } from "./held-text.ts";

/** The text that came after the last event, or the beginning of it. */
export class Leftover {
  readonly #size: number;
  #text: HeldText | undefined;
  /** The text of the last event, if what follows it there wasn't added yet. Usually another event follows, and nothing is. */
  #latest: string | undefined;
  /** Where that event ends. */
  #end = 0;

  /** @param size - how many characters are kept */
  constructor(size: number) {
    this.#size = size;
  }

  get isEmpty(): boolean {
    return this.#text === undefined;
  }

  add(text: string, from = 0, to: number = text.length): void {
    const size = Math.min(to - from, this.#size - (this.#text?.length ?? 0));
    if (size <= 0) return;
    this.#text ??= new HeldText();
    this.#text.add(text.slice(from, from + size), 2 * text.length);
  }

  /** Forgets everything, because an event was dispatched. */
  clear(): void {
    this.#text = undefined;
  }

  /** Forgets everything but what follows an event. Until {@link Leftover.settle}, that keeps the whole text. */
  restart(text: string, end: number): void {
    this.#latest = text;
    this.#end = end;
  }

  /** Adds what follows the last event, before more is added. */
  settle(): void {
    const text = this.#latest;
    if (text === undefined) return;
    this.#latest = undefined;
    this.clear();
    this.add(text, this.#end);
  }

  /** What is kept, once this text has come as well. */
  with(text: string): string {
    this.settle();
    return ((this.#text?.value ?? "") + text).slice(0, this.#size);
  }
}
