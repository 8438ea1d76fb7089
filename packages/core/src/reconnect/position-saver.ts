import type { ReconnectStore } from "./reconnect-options.ts";

/** Saves positions in a store, one at a time. */
export class PositionSaver {
  readonly #store: ReconnectStore | null | undefined;
  #saved = "";
  #saving: Promise<void> = Promise.resolve();

  constructor(store: ReconnectStore | null | undefined) {
    this.#store = store;
  }

  /** The saved position, or the given one if there is none. */
  async load(fallback: string): Promise<string> {
    this.#saved = (await this.#store?.load()) || fallback;
    return this.#saved;
  }

  /** Waits for earlier saves, then saves the position that is reached by then. Rejects with what the store throws. */
  save(position: () => string): Promise<void> {
    if (!this.#store) return this.#saving;
    this.#saving = this.#saving.then(async () => {
      const id = position();
      if (this.#saved === id) return;
      this.#saved = id;
      await this.#store?.save(id);
    });
    return this.#saving;
  }
}
