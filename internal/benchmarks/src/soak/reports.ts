import type { ItemKind } from "./items.ts";

/** What the server process tells the parent about one consumer. */
export type ServerReport =
  | { readonly about: "item"; readonly number: number; readonly kind: ItemKind; readonly fingerprint: number }
  | {
      readonly about: "request";
      readonly attempt: number;
      /** The number whose ID the request asks to resume after; 0 for none. */
      readonly position: number;
      /** The first number that the answer sends. */
      readonly from: number;
      /** When it came, in milliseconds of the server's monotonic clock. */
      readonly time: number;
    }
  | { readonly about: "end"; readonly attempt: number; readonly how: ServerEnd }
  | { readonly about: "fault"; readonly text: string };

/** How a request ended for the server. */
export interface ServerEnd {
  /** What it was; one of the names in the table of faults. */
  readonly what: string;
  readonly kind: "quiet" | "drop" | "quiet or drop" | "refusal" | "done" | "left";
  /** Milliseconds for which it wrote nothing at the longest. */
  readonly silence: number;
  /** Milliseconds that a refusal asked to wait; when the refusal was sent, by the server's clock. */
  readonly retryAfter?: { readonly wait: number; readonly sent: number };
}

/** What a consumer tells, in the order in which it happened. */
export type ConsumerReport =
  /** An attempt begins, of the source that is the consumer's `life`th. */
  | readonly ["attempt", attempt: number, life: number]
  | readonly ["event", number: number, fingerprint: number]
  /** The `nth` event that it reported is processed. Only with `ack: "manual"`; otherwise the next event says so. */
  | readonly ["ack", nth: number]
  | readonly ["comment", before: number]
  /** The current attempt ended, with an `SSEError` of this code, or cleanly: `""`. */
  | readonly ["end", code: string]
  | readonly ["wait", delay: number]
  /** It asked for another connection at once. */
  | readonly ["now"]
  /** The loop was left with its last event in work. */
  | readonly ["left"]
  | readonly ["fault", text: string]
  | readonly ["done"];

/** Sends reports in batches, as one message each: pairs of a consumer and what happened to it. */
export class Reporter<T> {
  #batch: [consumer: number, report: T][] = [];
  #flushing: NodeJS.Timeout | undefined;

  add(consumer: number, report: T): void {
    this.#batch.push([consumer, report]);
    this.#flushing ??= setTimeout(() => this.flush(), 100);
  }

  flush(): void {
    clearTimeout(this.#flushing);
    this.#flushing = undefined;
    const reports = this.#batch;
    this.#batch = [];
    if (reports.length > 0) process.send?.({ reports });
  }
}

/** What the parent tells every process. */
export type Order = "collect" | "finish";

/** What a process answers. `ready` comes once, and is the port in the server's case. */
export interface Message<T> {
  readonly ready?: number;
  readonly reports?: readonly (readonly [consumer: number, report: T])[];
  /** Bytes on the heap and in buffers after a collection. */
  readonly heap?: number;
  /** All consumers of the process are done; what they left behind. */
  readonly finished?: Leftovers;
}

export interface Leftovers {
  /** Listeners on the signal that the consumers share. */
  readonly listeners: number;
  /** Timers that the library set and didn't clear. */
  readonly timers: number;
}
