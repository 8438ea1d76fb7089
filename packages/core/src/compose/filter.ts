import type { ComposableSource, ComposedSource, ElementOf } from "./composable.ts";
import { Composition } from "./composition.ts";
import { expectFunction } from "./expect-function.ts";
import { whenSettled } from "./when-settled.ts";

/**
 * A source with the events for which `predicate` is true. It may be async, and it may be a type guard.
 *
 * ```ts
 * import { connectSSE } from "@sse/fetch";
 * import { filter } from "@sse/fetch/compose";
 *
 * const source = await connectSSE(fetch, "GET", "http://localhost:8000/sse");
 * for await (const { data } of filter(source, ({ event }) => event === "greeting")) console.log(data);
 * ```
 *
 * A skipped event counts as processed: `lastEventId` moves over it, and `reconnect` with `ack: "manual"` doesn't wait for it. What `predicate` throws closes the
 * source and is thrown by the loop.
 *
 * @throws TypeError when the source isn't an async iterable, or `predicate` isn't a function.
 */
export function filter<S extends ComposableSource, T extends ElementOf<S>>(
  source: S,
  predicate: (event: ElementOf<S>) => event is T,
): ComposedSource<T, S>;
export function filter<S extends ComposableSource>(
  source: S,
  predicate: (event: ElementOf<S>) => boolean | PromiseLike<boolean>,
): ComposedSource<ElementOf<S>, S>;
export function filter<S extends ComposableSource>(
  source: S,
  predicate: (event: ElementOf<S>) => boolean | PromiseLike<boolean>,
): ComposedSource<ElementOf<S>, S> {
  expectFunction(predicate);
  return new Composition<ElementOf<S>, S>(source, (value) =>
    whenSettled(predicate(value), (isWanted) => (isWanted ? { value } : undefined)),
  );
}
