import type { ReconnectStore } from "./reconnect-options.ts";

/** Brings a store up to date with the position, by one save after the other. */
export class PositionSaver {
  readonly #store: ReconnectStore | null | undefined;
  #saved = "";
  #saving: Promise<void> = Promise.resolve();

  constructor(store: ReconnectStore | null | undefined) {
    this.#store = store;
  }

  /** The position that an earlier process has saved, or else the given one. */
  async load(otherwise: string): Promise<string> {
    this.#saved = (await this.#store?.load()) || otherwise;
    return this.#saved;
  }

  /** Saves the position that is reached once the saves before have settled. Rejects with what the store throws. */
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
