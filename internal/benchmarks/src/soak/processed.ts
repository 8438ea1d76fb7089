/** Which numbers a consumer has processed, and thus where its requests may resume. */
export class Processed {
  /** Deliveries of the current source in order, from the first that isn't processed. */
  #inWork: { readonly number: number; readonly nth: number; processed: boolean }[] = [];
  /** The last number before those. The position is the ID of it, if it has one. */
  #reached = 0;
  /** What `#reached` was before the last delivery. */
  #reachedBefore = 0;
  readonly #ever: boolean[] = [true];
  #contiguous = 0;

  /** Where the position can be at least: there, everything before was processed by the current source. */
  get reached(): number {
    return this.#reached;
  }

  /** What has certainly been saved: the position before the last event was asked for. */
  get reachedBefore(): number {
    return this.#reachedBefore;
  }

  /** Every number from 1 to this one has been processed at some time, or is passed over. */
  upTo(isPassedOver: (number: number) => boolean): number {
    while (this.#ever[this.#contiguous + 1] || isPassedOver(this.#contiguous + 1)) this.#contiguous++;
    return this.#contiguous;
  }

  deliver(number: number, nth: number): void {
    this.#inWork.push({ number, nth, processed: false });
  }

  /** The `nth` delivery is processed. */
  acknowledge(nth: number): void {
    for (const delivery of this.#inWork) if (delivery.nth === nth) this.#process(delivery);
    this.#moveOn();
  }

  /** Everything that was delivered is processed. */
  acknowledgeAll(): void {
    for (const delivery of this.#inWork) this.#process(delivery);
    this.#moveOn();
  }

  /** The last delivery was in work when the loop was left. */
  takeBack(): void {
    this.#inWork.pop();
  }

  /** A new source begins at this position. */
  restart(position: number): void {
    this.#inWork = [];
    this.#reached = this.#reachedBefore = position;
  }

  #process(delivery: { readonly number: number; processed: boolean }): void {
    delivery.processed = true;
    this.#ever[delivery.number] = true;
  }

  #moveOn(): void {
    while (this.#inWork[0]?.processed) {
      this.#reachedBefore = this.#reached;
      this.#reached = this.#inWork.shift()?.number ?? 0;
    }
  }
}
