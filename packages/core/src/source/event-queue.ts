import type { ServerSentEvent } from "../event.ts";

const NONE: never[] = [];

/** The events of one chunk, until they are asked for. `onComment` gets each comment between the events that it came between. */
export class EventQueue {
  readonly #onComment: ((comment: string) => void) | null | undefined;
  #events: ServerSentEvent[] = NONE;
  /** How many of the events were taken. */
  #taken = 0;
  /** Which of the events have an ID of their own, by their index. */
  #ownIds: boolean[] = NONE;
  /** The comments, each with the number of events that come before it. */
  #comments: { readonly text: string; readonly after: number }[] = NONE;
  /** How many of the comments were called back. An index is used because `shift()` is slow on a long array. */
  #called = 0;

  constructor(onComment?: ((comment: string) => void) | null) {
    this.#onComment = onComment;
  }

  /** Whether every event has been taken. */
  get isEmpty(): boolean {
    return this.#taken >= this.#events.length;
  }

  /** Whether the event that was taken last has an ID of its own. */
  get hasOwnId(): boolean {
    return this.#ownIds !== NONE && this.#ownIds[this.#taken - 1] === true;
  }

  /** Whether another event comes before the next comment. */
  get hasNextOfBatch(): boolean {
    const comment = this.#comments[this.#called];
    return this.#taken < (comment?.after ?? this.#events.length);
  }

  addEvent(event: ServerSentEvent, hasOwnId = false): void {
    // An array literal of one takes a tenth of the memory that push() gives an empty array.
    if (this.#events === NONE) {
      this.#events = [event];
      if (hasOwnId) this.#ownIds = [true];
      return;
    }
    this.#events.push(event);
    if (!hasOwnId && this.#ownIds === NONE) return;
    if (this.#ownIds === NONE) this.#ownIds = new Array(this.#events.length - 1).fill(false);
    this.#ownIds.push(hasOwnId);
  }

  addComment(text: string): void {
    const comment = { text, after: this.#events.length };
    if (this.#comments === NONE) this.#comments = [comment];
    else this.#comments.push(comment);
  }

  /** Calls back the comments before the next event, then returns that event without taking it. Throws what `onComment` throws. */
  peek(): ServerSentEvent | undefined {
    if (this.#comments.length > 0) this.#callComments();
    return this.#events[this.#taken];
  }

  /** The same as {@link EventQueue.peek | peek}, but takes the event. */
  shift(): ServerSentEvent | undefined {
    const event = this.peek();
    if (event) this.#taken++;
    return event;
  }

  /** Takes every event up to the next comment; `undefined` if no event is left. */
  shiftBatch(): ServerSentEvent[] | undefined {
    if (this.#comments.length > 0) this.#callComments();
    if (this.isEmpty) return undefined;
    const end = this.#comments[this.#called]?.after ?? this.#events.length;
    const batch = this.#taken === 0 && end === this.#events.length ? this.#events : this.#events.slice(this.#taken, end);
    this.#taken = end;
    return batch;
  }

  /** Drops the events that are left. It also frees those that were taken, so that a silent stream doesn't keep them alive. */
  clear(): void {
    this.#events = NONE;
    this.#taken = 0;
    this.#ownIds = NONE;
    this.#comments = NONE;
    this.#called = 0;
  }

  #callComments(): void {
    for (let next = this.#comments[this.#called]; next && next.after <= this.#taken; next = this.#comments[this.#called]) {
      this.#called++;
      this.#onComment?.(next.text);
    }
  }
}
