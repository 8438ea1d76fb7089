import { setImmediate as nextTurn } from "node:timers/promises";
import type { ReconnectStore } from "@sse/core";

/** A store that knows whether a save is under way, and whether it's used as it may be. */
export class WatchedStore implements ReconnectStore {
  readonly #store: ReconnectStore;
  readonly #onFault: (text: string) => void;
  #saving = 0;
  #saved = "";

  constructor(store: ReconnectStore, onFault: (text: string) => void) {
    this.#store = store;
    this.#onFault = onFault;
  }

  async load(): Promise<string> {
    const loaded = (await this.#store.load()) ?? "";
    if (loaded !== this.#saved) this.#onFault(`the store holds ${loaded || "nothing"}, but ${this.#saved || "nothing"} was saved`);
    return loaded;
  }

  async save(lastEventId: string): Promise<void> {
    if (this.#saving++ > 0) this.#onFault("two positions were saved at a time");
    await this.#store.save(lastEventId);
    this.#saved = lastEventId;
    this.#saving--;
  }

  /** Settles when no save is under way, and none follows. */
  async settled(): Promise<void> {
    do await nextTurn();
    while (this.#saving > 0);
    await nextTurn();
    if (this.#saving > 0) await this.settled();
  }
}
