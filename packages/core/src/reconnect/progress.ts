import { type Delivery, Position } from "./position.ts";
import { PositionSaver } from "./position-saver.ts";
import { RecentIds } from "./recent-ids.ts";
import type { ReconnectOptions } from "./reconnect-options.ts";

/** How far the consumer has come: which events were handed out, which of them are processed, and which position is saved. */
export class Progress {
  readonly #position = new Position("");
  readonly #saver: PositionSaver;
  readonly #recent: RecentIds | undefined;
  readonly #onFailure: (error: unknown) => void;
  /** Whether the current connection has sent an ID that wasn't delivered before. */
  #hasNews = false;

  /** Whether the consumer acknowledges events itself. */
  readonly isManual: boolean;
  /** Whether positions are saved. */
  readonly isStored: boolean;

  /** @param onFailure - gets what the store throws when it saves */
  constructor({ lastEventId, store, dedupe, ack }: ReconnectOptions, onFailure: (error: unknown) => void) {
    this.#saver = new PositionSaver(store);
    this.#recent = dedupe ? new RecentIds() : undefined;
    this.isManual = ack === "manual";
    this.isStored = !!store;
    this.#onFailure = onFailure;
    this.#moveTo(lastEventId ?? "");
  }

  /** The last event ID up to which everything is processed. */
  get lastEventId(): string {
    return this.#position.id;
  }

  /** Begins where an earlier process has stopped, if the store knows of one. Rejects with what the store throws. */
  async load(): Promise<void> {
    this.#moveTo(await this.#saver.load(this.lastEventId));
  }

  /** A new connection begins, perhaps with a replay of earlier events. */
  beginConnection(): void {
    this.#hasNews = false;
  }

  /**
   * Adds an event that is about to be handed out. Returns `undefined` for a duplicate, which is dropped.
   *
   * Duplicates at the beginning of a connection don't move the position. Otherwise a connection that breaks during a replay would take the
   * position back, further with each replay.
   *
   * @param id - the event's own ID, `undefined` if it has none
   */
  add(id: string | undefined): Delivery | undefined {
    const recent = this.#recent;
    if (id !== undefined && recent?.has(id)) {
      if (this.#hasNews || !recent.isBefore(id, this.#position.lastId)) this.#position.add(id, true);
      return undefined;
    }
    if (id) {
      this.#hasNews = true;
      recent?.add(id);
    }
    return this.#position.add(id);
  }

  /** Moves to a last event ID that came in a block without data, so without an event. */
  skipTo(id: string): void {
    this.#position.add(id, true);
  }

  /** The consumer asked for the next event. Unless it acknowledges events itself, all earlier events are processed then. */
  advance(): void {
    if (!this.isManual) this.#position.moveToLast();
  }

  acknowledge(delivery: Delivery): void {
    delivery.processed = true;
    void this.save();
  }

  /** Moves the position over the processed events, and saves it. */
  async save(): Promise<void> {
    this.#position.moveOverProcessed();
    try {
      await this.#saver.save(() => this.lastEventId);
    } catch (error) {
      this.#onFailure(error);
    }
  }

  #moveTo(id: string): void {
    this.#position.add(id, true);
    this.#position.moveToLast();
    if (id) this.#recent?.add(id);
  }
}
