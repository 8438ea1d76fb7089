import type { ComposableSource, ComposedSource, ElementOf } from "./composable.ts";
import { Composition } from "./composition.ts";
import { expectFunction } from "./expect-function.ts";
import { whenSettled } from "./when-settled.ts";

/**
 * A source with the results of `fn`, which may be async. The order stays: `fn` is called for one event at a time, when that one is asked for.
 *
 * ```ts
 * import { connectSSE } from "@sse/fetch";
 * import { map } from "@sse/fetch/compose";
 *
 * const source = await connectSSE(fetch, "GET", "http://localhost:8000/sse");
 * for await (const text of map(source, ({ data }) => data.toUpperCase())) console.log(text);
 * ```
 *
 * What `fn` throws closes the source and is thrown by the loop.
 *
 * @throws TypeError when the source isn't an async iterable, or `fn` isn't a function.
 */
export function map<S extends ComposableSource, T>(source: S, fn: (event: ElementOf<S>) => T | PromiseLike<T>): ComposedSource<T, S> {
  expectFunction(fn);
  return new Composition<T, S>(source, (event) => whenSettled(fn(event), (value) => ({ value })));
}
