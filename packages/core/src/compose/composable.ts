import type { ReconnectHeaders } from "../reconnect/policy.ts";
import type { Until } from "../source/terminal.ts";
import type { Source } from "../upstream.ts";

/**
 * What a composition can be made of: an `EventSource`, `reconnect`'s source, another composition, an async generator. Only the iteration is required; the other
 * members are used if present.
 */
export interface ComposableSource<E = unknown> extends Source<E> {
  readonly response?: unknown;
  readonly status?: number | undefined;
  readonly headers?: ReconnectHeaders | undefined;
  readonly label?: string | undefined;
  readonly ok?: boolean | undefined;
  readonly lastEventId?: string | undefined;
  readonly reconnectionTime?: number | undefined;
  readonly hasOwnId?: boolean | undefined;
  readonly complete?: boolean | undefined;
  readonly unfinishedEvent?: unknown;
  endAt?(until: Until): void;
}

/** What a source yields. */
export type ElementOf<S> = S extends AsyncIterable<infer E> ? E : never;

/** The type of a source's response; `undefined` if it has none. */
export type ResponseOf<S> = S extends { readonly response: infer R } ? R : undefined;

/**
 * A source that is made of another one. It keeps the promises of the first: {@link ComposedSource.close | close()}, leaving the loop and `await using` end the
 * connection at once, even while an event or a promise of yours is awaited, and nothing is read before it is asked for.
 *
 * It can be iterated once.
 */
export interface ComposedSource<T, S = unknown> extends AsyncIterable<T>, AsyncDisposable {
  /** The response of the source; `undefined` if it has none. */
  readonly response: ResponseOf<S>;
  /** The status of the source's response; `undefined` if it has none. */
  readonly status: number | undefined;
  /** The headers of the source's response; `undefined` if it has none. */
  readonly headers: ReconnectHeaders | undefined;
  /** The method and the URL, without its query and credentials, if the source tells them; otherwise `""`. */
  readonly label: string;
  /** Whether iterating will deliver events, if the source tells it. */
  readonly ok: boolean | undefined;
  /** The last event ID to resume after: that of the events which were delivered or skipped. An event whose promise is pending isn't counted. */
  readonly lastEventId: string;
  /** The last reconnection time that the source sent, in milliseconds; `undefined` if there was none. */
  readonly reconnectionTime: number | undefined;
  /** Whether the event delivered last had an ID of its own, not that of an event before it. */
  readonly hasOwnId: boolean | undefined;
  /** Whether the answer is complete: the event that `until` names has come, or the last one that was wanted. */
  readonly complete: boolean;
  /** The event that the end of the source cut off; `undefined` if there is none. */
  readonly unfinishedEvent: unknown;
  /** The values, as they arrive. @throws TypeError at the second call. */
  [Symbol.asyncIterator](): AsyncIterableIterator<T>;
  /**
   * Sets what ends the answer, as the option `until` does. `until` sees the events of the source, before they are composed.
   *
   * @throws TypeError when the iteration has begun.
   */
  endAt(until: Until): void;
  /** Closes the source's connection at once and ends the loop quietly, including a `next()` that waits. */
  close(): void;
}
