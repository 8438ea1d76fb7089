import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { kill, start } from "../processes.ts";
import type { Leftovers, Message, Order } from "./reports.ts";

/** A process of the soak, which reports what happens to each consumer. */
export class Program<T> {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #ready: Promise<number>;
  /** What it left behind once all its consumers were done. */
  readonly finished: Promise<Leftovers>;
  /** Settles when the process has ended; with `undefined` if that was as it should be. */
  readonly ended: Promise<string | undefined>;

  constructor(name: string, path: string, args: readonly (string | number)[], onReport: (consumer: number, report: T) => void) {
    this.name = name;
    this.#child = start(path, args);
    this.ended = once(this.#child, "exit").then(([code, signal]) => (code === 0 ? undefined : `it ended with ${signal ?? `code ${code}`}`));
    this.#ready = this.#answer((message) => message.ready);
    this.finished = this.#answer((message) => message.finished);
    for (const promise of [this.#ready, this.finished]) promise.catch(() => {}); // whoever waits for it sees the same
    this.#child.on("message", ({ reports = [] }: Message<T>) => {
      for (const [consumer, report] of reports) onReport(consumer, report);
    });
  }

  /** The number that it says when it's ready. */
  ready(): Promise<number> {
    return this.#ready;
  }

  /** Lets it report what has happened until now, and collect its garbage. Resolves with the bytes on its heap and in its buffers. */
  collect(): Promise<number> {
    const answer = this.#answer((message) => message.heap);
    this.#order("collect");
    return answer;
  }

  finish(): void {
    this.#order("finish");
  }

  /** Ends the process if it hasn't ended. */
  kill(): Promise<void> {
    return kill(this.#child);
  }

  #order(order: Order): void {
    if (this.#child.connected) this.#child.send(order);
  }

  /** The next message that has an answer. */
  #answer<A>(find: (message: Message<T>) => A | undefined): Promise<A> {
    return new Promise((resolve, reject) => {
      const listen = (message: Message<T>): void => {
        const found = find(message);
        if (found === undefined) return;
        this.#child.off("message", listen);
        resolve(found);
      };
      this.#child.on("message", listen);
      void this.ended.then((how) => reject(new Error(`${this.name}: expected an answer, but ${how ?? "it ended"}`)));
    });
  }
}
