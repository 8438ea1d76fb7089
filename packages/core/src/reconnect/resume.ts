import type { ResumeOptions } from "./reconnect-options.ts";

/** The options for one attempt. It notes whether the caller's code read the position: if it didn't, the stream starts over and the caller is warned. */
export class Resume {
  readonly options: ResumeOptions;
  #isUsed = false;

  constructor(lastEventId: string, signal: AbortSignal, beforeConnect: ResumeOptions["beforeConnect"]) {
    const use = (): string => {
      this.#isUsed = true;
      return lastEventId;
    };
    this.#isUsed = lastEventId === ""; // Without a position, nothing can be lost by ignoring it.
    // Reading the member and spreading the object both call this getter.
    this.options = {
      get lastEventId() {
        return use();
      },
      signal,
      beforeConnect,
    };
  }

  get isIgnored(): boolean {
    return !this.#isUsed;
  }
}
