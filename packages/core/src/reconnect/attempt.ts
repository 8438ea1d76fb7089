import { newController } from "../abort.ts";
import { closeQuietly } from "../close-quietly.ts";
import type { Failure } from "../endable-iterator.ts";
import { SSEError } from "../errors.ts";
import { asEvent } from "../event.ts";
import { kindOf } from "../kind-of.ts";
import { Terminal, truncation, type Until } from "../source/terminal.ts";
import type { Progress } from "./progress.ts";
import type { ReconnectableEvent, ReconnectableSource } from "./reconnect-options.ts";

/** One attempt of a reconnecting source to get events: its connection, and how that connection ended. */
export class Attempt<E extends ReconnectableEvent> {
  readonly #controller = newController();
  source: ReconnectableSource<E> | undefined;
  /** When the event stream began. */
  openedAt: number | undefined;
  delivered = false;
  /** Whether `reconnectNow()` ended it. */
  replaced = false;
  failure: Failure | undefined;
  readonly #until: Until | undefined;
  /** Looks for the terminal event if the source can't. */
  #terminal: Terminal | undefined;
  #reached = false;

  constructor(until?: Until) {
    this.#until = until;
  }

  /** Whether the terminal event has come. */
  get complete(): boolean {
    return this.#reached || this.source?.complete === true;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Connects. It never rejects: `failure` keeps the error. @returns whether there is an event stream now */
  async connect(connect: () => Promise<ReconnectableSource<E>>, strict: boolean): Promise<boolean> {
    try {
      const source = await connect();
      if (typeof source?.[Symbol.asyncIterator] !== "function") {
        throw new TypeError(`Expected the function to return a source of events, as connectSSE does, got ${kindOf(source)}`);
      }
      this.source = source;
      if (this.#until && source.endAt) source.endAt(this.#until);
      else if (this.#until) this.#terminal = new Terminal(this.#until);
      const isOpen = source.ok ?? isOk(source.status);
      if (isOpen && strict && source.status !== 200) {
        throw new SSEError("ERR_SSE_STATUS", `expected status 200, got ${source.status}`, { status: source.status });
      }
      return isOpen;
    } catch (error) {
      this.failure = { error };
      return false;
    }
  }

  /**
   * Hands out the events of the connection. It never throws: `failure` keeps the error.
   *
   * @param isRepeatable - whether the request may be sent again
   */
  async *deliver(progress: Progress, isRepeatable: () => boolean): AsyncGenerator<E, void> {
    const { source } = this;
    if (!source || this.failure) return;
    // An event without an `id` field carries the ID before it, which isn't its own: at first the ID that the connection began with.
    let current = source.lastEventId ?? progress.lastEventId;
    progress.beginConnection();
    try {
      for await (const event of source) {
        this.#reached = this.#terminal?.isReached(asEvent(event)) ?? false;
        if (this.#reached && !this.#terminal?.isDelivered) break;
        const { id = current } = event;
        const own = source.hasOwnId ?? id !== current;
        // A block without data may have moved the last event ID since.
        if (!own && id !== current) progress.skipTo(id);
        current = id;
        const delivery = progress.add(own ? id : undefined);
        if (delivery) {
          this.delivered = true;
          yield progress.isManual ? Object.assign(event, { ack: () => progress.acknowledge(delivery) }) : event;
          if (progress.isStored) await progress.save();
        }
        if (this.#reached) break;
      }
      if (this.#terminal && !this.complete) throw truncation(this.#terminal, source);
      // After a GET, the next attempt resumes after the last complete event. Other requests aren't sent again, so half an answer is a failure.
      if (source.unfinishedEvent && !isRepeatable()) {
        throw new SSEError("ERR_SSE_DISCONNECTED", "expected the answer to end with a complete event, got part of one");
      }
    } catch (error) {
      this.failure = { error };
    }
    // A block without data moves the last event ID as well.
    const { lastEventId = current } = source;
    if (lastEventId !== current) progress.skipTo(lastEventId);
  }

  /** Ends the connection so that another can take its place. */
  replace(): void {
    this.replaced = true;
    this.close();
  }

  /** Ends the connection, or the attempt at one. */
  close(): void {
    this.#controller.abort();
    closeQuietly(() => this.source?.close());
  }
}

const isOk = (status = 200): boolean => status >= 200 && status < 300 && status !== 204;
