import type { ResumeOptions } from "./reconnect-options.ts";

/** What one attempt is made with, and whether the caller has used the position in it. Starting over in silence is the worst that a reconnection can do. */
export class Resume {
  readonly options: ResumeOptions;
  #isUsed = false;

  constructor(lastEventId: string, signal: AbortSignal, beforeConnect: ResumeOptions["beforeConnect"]) {
    const use = (): string => {
      this.#isUsed = true;
      return lastEventId;
    };
    this.#isUsed = lastEventId === "";
    // A getter, which reading the member and spreading the object both call.
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
