import { type Clock, timeOf } from "./clock.ts";
import { expectOptions } from "./expect-options.ts";
import type { ReconnectingEventSource } from "./reconnect/reconnect-options.ts";

/** What {@link watchPage} uses of a source of `reconnect`. */
export type WatchedSource = Pick<ReconnectingEventSource<unknown>, "state" | "reconnectNow">;

/** What {@link watchPage} takes; everything has a default. */
export interface WatchPageOptions {
  /**
   * Milliseconds that the page has to be hidden before its open connection is replaced when it is shown again. Browsers and phones let connections of hidden pages
   * die without telling them.
   * @defaultValue 30_000
   */
  staleAfter?: number | null | undefined;
  /** Where `online` is fired. @defaultValue `globalThis` */
  window?: EventTarget | null | undefined;
  /** The document, which can be hidden. @defaultValue `globalThis.document`, if there is one */
  document?: (EventTarget & { readonly visibilityState: string }) | null | undefined;
  /** Where the time comes from. @defaultValue the runtime's own */
  clock?: Clock | null | undefined;
}

/**
 * Reconnects a source of `reconnect` at once when the network is back, and when the page is shown again after its connection may have died.
 *
 * ```ts
 * import { connectSSE, reconnect } from "@sse/fetch";
 * import { watchPage } from "@sse/fetch/page";
 *
 * const events = reconnect((resume) => connectSSE(fetch, "GET", "http://localhost:8000/sse", resume));
 * watchPage(events);
 * for await (const event of events) console.log(event.data);
 * ```
 *
 * - `online` ends a wait, or replaces a connection that belongs to the network of before.
 * - Showing the page ends a wait. If the page was hidden for `staleAfter` milliseconds, it also replaces an open connection.
 *
 * Outside a browser it does nothing.
 *
 * @returns a function that stops watching; once the source is closed, watching also stops at the next event
 * @throws RangeError when `staleAfter` isn't a number of milliseconds.
 */
export function watchPage(source: WatchedSource, options: WatchPageOptions = {}): () => void {
  expectOptions(options);
  const staleAfter = options.staleAfter ?? 30_000;
  if (!(staleAfter >= 0)) throw new RangeError(`staleAfter: expected milliseconds, got ${staleAfter}`);
  const clock = options.clock ?? globalThis;
  const window: Partial<EventTarget> = options.window ?? globalThis;
  const document = options.document ?? (globalThis as { document?: WatchPageOptions["document"] }).document;
  let hiddenSince = timeOf(clock);

  const onOnline = (): void => {
    if (source.state === "closed") stop();
    else source.reconnectNow();
  };
  const onVisibilityChange = (): void => {
    if (source.state === "closed") stop();
    else if (document?.visibilityState === "hidden") hiddenSince = timeOf(clock);
    else if (source.state === "waiting" || timeOf(clock) - hiddenSince >= staleAfter) source.reconnectNow();
  };
  const stop = (): void => {
    window.removeEventListener?.("online", onOnline);
    document?.removeEventListener("visibilitychange", onVisibilityChange);
  };
  window.addEventListener?.("online", onOnline);
  document?.addEventListener("visibilitychange", onVisibilityChange);
  return stop;
}
