import { HeldText } from "./held-text.ts";

/** The text that came after the last event, or the beginning of it. */
export class Leftover {
  readonly #size: number;
  readonly #text = new HeldText();

  /** @param size - how many characters are kept */
  constructor(size: number) {
    this.#size = size;
  }

  get isEmpty(): boolean {
    return this.#text.isEmpty;
  }

  add(text: string, from = 0, to: number = text.length): void {
    const size = Math.min(to - from, this.#size - this.#text.length);
    if (size > 0) this.#text.add(text.slice(from, from + size), 2 * text.length);
  }

  /** Forgets everything, because an event was dispatched. */
  clear(): void {
    this.#text.take();
  }

  /** Forgets everything but what follows an event. */
  restart(text: string, from: number): void {
    this.clear();
    this.add(text, from);
  }

  /** What is kept, once this text has come as well. */
  with(text: string): string {
    return (this.#text.value + text).slice(0, this.#size);
  }
}
