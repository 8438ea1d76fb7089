import { isPromise } from "../callback.ts";
import { EndableIterator, type Failure } from "../endable-iterator.ts";
import { asEvent } from "../event.ts";
import type { ReconnectHeaders } from "../reconnect/policy.ts";
import { Terminal, truncation, type Until } from "../source/terminal.ts";
import { type Source, Upstream } from "../upstream.ts";
import type { ComposableSource, ComposedSource, ElementOf, ResponseOf } from "./composable.ts";
import { whenSettled } from "./when-settled.ts";

/** What becomes of one value of the source: a value, perhaps the last one, or nothing (`undefined`). */
export type Step<T> = { readonly value: T; readonly last?: boolean } | undefined;

/** A value that can be delivered. */
interface Ready<T> {
  readonly value: T;
  readonly last: boolean;
  /** The last event ID once it is delivered. */
  readonly lastEventId: string;
}

/**
 * A source that makes its values of another source's, one at a time. Like that one it can be ended at any time: an async generator around a source
 * couldn't be, because its `return()` waits for the pending `next()`.
 */
export class Composition<T, S extends ComposableSource> implements ComposedSource<T, S> {
  readonly #source: S;
  readonly #step: (value: ElementOf<S>) => Step<T> | PromiseLike<Step<T>>;
  readonly #upstream: Upstream<ElementOf<S>>;
  readonly #iterator: EndableIterator<T>;
  /** Whether the source counts what is processed, as `reconnect` does. Its position is then always right. */
  readonly #followsSource: boolean;
  /** Looks for the terminal event if the source can't. */
  #terminal: Terminal | undefined;
  #ready: Ready<T> | undefined;
  #lastEventId: string;
  #complete = false;
  #iterated = false;
  /** Whether the source is asked for its next value. Otherwise a promise of the step is awaited, or nothing is. */
  #pulling = false;
  #ended = false;

  /**
   * @param step - what becomes of a value
   * @throws TypeError when the source isn't an async iterable.
   */
  constructor(source: S, step: (value: ElementOf<S>) => Step<T> | PromiseLike<Step<T>>) {
    this.#upstream = new Upstream(source as Source<ElementOf<S>>);
    this.#source = source;
    this.#step = step;
    this.#followsSource = source instanceof Composition ? source.#followsSource : "reconnectNow" in source;
    this.#lastEventId = source.lastEventId ?? "";
    this.#iterator = new EndableIterator<T>({ take: () => this.#take(), pull: () => this.#pull(), close: () => this.close() });
  }

  get response(): ResponseOf<S> {
    return this.#source.response as ResponseOf<S>;
  }

  get status(): number | undefined {
    return this.#source.status;
  }

  get headers(): ReconnectHeaders | undefined {
    return this.#source.headers;
  }

  get label(): string {
    return this.#source.label ?? "";
  }

  get ok(): boolean | undefined {
    return this.#source.ok;
  }

  get lastEventId(): string {
    return this.#followsSource ? (this.#source.lastEventId ?? "") : this.#lastEventId;
  }

  get reconnectionTime(): number | undefined {
    return this.#source.reconnectionTime;
  }

  get hasOwnId(): boolean | undefined {
    return this.#source.hasOwnId;
  }

  get complete(): boolean {
    return this.#complete || this.#source.complete === true;
  }

  get unfinishedEvent(): unknown {
    return this.#source.unfinishedEvent;
  }

  endAt(until: Until): void {
    if (this.#iterated) throw new TypeError("Expected endAt() before the iteration, got it after");
    if (this.#source.endAt) this.#source.endAt(until);
    else this.#terminal ??= new Terminal(until);
  }

  close(): void {
    this.#end();
    this.#upstream.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<T> {
    if (this.#iterated) throw new TypeError("Expected one iteration, got a second");
    this.#upstream.open(this.#onUpstreamEnd);
    this.#iterated = true;
    return this.#iterator;
  }

  #take(): IteratorYieldResult<T> | undefined {
    const ready = this.#ready;
    this.#ready = undefined;
    if (!ready) {
      if (this.#complete) this.#end();
      return undefined;
    }
    this.#lastEventId = ready.lastEventId;
    if (ready.last) this.#finish();
    return { done: false, value: ready.value };
  }

  #pull(): void {
    this.#pulling = true;
    this.#upstream.next().then(this.#onResult, this.#onFailure);
  }

  readonly #onResult = ({ done, value }: IteratorResult<ElementOf<S>, unknown>): void => {
    this.#pulling = false;
    if (this.#ended) return;
    try {
      if (done) this.#onDone();
      else this.#onValue(value as ElementOf<S>);
    } catch (error) {
      this.#fail(error);
    }
  };

  #onValue(value: ElementOf<S>): void {
    // The source has counted this value already. Here it counts once it is delivered, so that a resumption doesn't lose it.
    const lastEventId = this.#source.lastEventId ?? this.#lastEventId;
    const reached = this.#terminal?.isReached(asEvent(value)) ?? false;
    if (reached && !this.#terminal?.isDelivered) {
      this.#finish();
      this.#end();
      return;
    }
    const pending = whenSettled(this.#step(value), (step) => {
      if (this.#ended) return;
      if (step) this.#ready = { value: step.value, last: step.last === true || reached, lastEventId };
      else this.#skip(value, lastEventId, reached);
      this.#iterator.serve();
    });
    if (isPromise(pending)) pending.then(undefined, this.#fail);
  }

  /**
   * A source that isn't asked for its next value ends by an abort, or because something else closed it. Then nothing is worth waiting for. Only with its last
   * value does this composition close the source itself.
   */
  readonly #onUpstreamEnd = (failure: Failure | undefined): void => {
    if (!this.#pulling && !this.#complete) this.#end(failure);
  };

  /** A skipped value counts as processed. With `ack: "manual"` nothing else would acknowledge it, and the position would stay behind it for ever. */
  #skip(value: unknown, lastEventId: string, reached: boolean): void {
    this.#lastEventId = lastEventId;
    const { ack }: { ack?: unknown } = Object(value);
    if (typeof ack === "function") ack();
    if (reached) this.#finish();
  }

  #onDone(): void {
    this.#lastEventId = this.#source.lastEventId ?? this.#lastEventId;
    if (this.#terminal && !this.complete) this.#end({ error: truncation(this.#terminal, this.#source) });
    else this.#end();
  }

  readonly #onFailure = (error: unknown): void => {
    this.#pulling = false;
    if (!this.#ended) this.#lastEventId = this.#source.lastEventId ?? this.#lastEventId;
    this.#end({ error });
  };

  /** Ends with what `step` has thrown. */
  readonly #fail = (error: unknown): void => {
    this.#end({ error });
    this.#upstream.close();
  };

  /** No more values are wanted. The loop ends when it asks for the next one. */
  #finish(): void {
    this.#complete = true;
    this.#upstream.close();
  }

  #end(failure?: Failure): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#ready = undefined;
    this.#iterator.end(failure);
  }
}
