import type { ComposableSource, ComposedSource, ElementOf } from "./composable.ts";
import { Composition } from "./composition.ts";

/**
 * A source with the first `count` events. With the last of them it closes the connection at once, without waiting for the loop.
 *
 * ```ts
 * import { connectSSE } from "@sse/fetch";
 * import { take } from "@sse/fetch/compose";
 *
 * const source = await connectSSE(fetch, "GET", "http://localhost:8000/sse");
 * for await (const { data } of take(source, 1)) console.log(data);
 * ```
 *
 * With 0 it closes the source right away.
 *
 * @throws TypeError when the source isn't an async iterable; RangeError when `count` isn't a whole number from 0 on.
 */
export function take<S extends ComposableSource>(source: S, count: number): ComposedSource<ElementOf<S>, S> {
  if (!(Number.isInteger(count) && count >= 0)) throw new RangeError(`count: expected a whole number from 0 on, got ${count}`);
  let taken = 0;
  const composed = new Composition<ElementOf<S>, S>(source, (value) => ({ value, last: ++taken === count }));
  if (count === 0) composed.close();
  return composed;
}
