/** Lets many in at a time, or one alone. Whoever wants to be alone waits until the others have left, and those who come later wait for it. */
export class Turnstile {
  #inside = 0;
  #alone = false;
  readonly #waiting: { readonly alone: boolean; readonly enter: () => void }[] = [];

  /** Settles once inside. The returned function leaves. */
  enter(alone: boolean): Promise<() => void> {
    return new Promise((resolve) => {
      const enter = (): void => {
        this.#inside++;
        this.#alone = alone;
        resolve(() => {
          this.#inside--;
          this.#alone = false;
          this.#admit();
        });
      };
      this.#waiting.push({ alone, enter });
      this.#admit();
    });
  }

  #admit(): void {
    for (let next = this.#waiting[0]; next && !this.#alone && (this.#inside === 0 || !next.alone); next = this.#waiting[0]) {
      this.#waiting.shift();
      next.enter();
    }
  }
}
