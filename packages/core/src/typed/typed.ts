import type { ComposableSource, ComposedSource, ElementOf } from "../compose/composable.ts";
import { Composition } from "../compose/composition.ts";
import { whenSettled } from "../compose/when-settled.ts";
import { isSSEError, type SSEError } from "../errors.ts";
import { asEvent, type ServerSentEvent } from "../event.ts";
import { responseHeaders } from "../headers.ts";
import { kindOf } from "../kind-of.ts";
import type { Contract, ErrorOf, EventOf, EventSchemas } from "./contract.ts";
import { ContractEvent } from "./contract-event.ts";
import { EventReader } from "./event-reader.ts";
import { expectSchema } from "./expect-schema.ts";

/**
 * The events of a source with their types, by a contract: a union that `event` tells apart, with data that is parsed and checked.
 *
 * ```ts
 * import { connectSSE } from "@sse/fetch";
 * import { type Contract, typed, unchecked } from "@sse/fetch/typed";
 *
 * const deployment = {
 *   events: { building: unchecked<{ percent: number }>(), live: unchecked<{ url: string }>() },
 *   until: ({ event }) => event === "live",
 * } satisfies Contract;
 *
 * const source = await connectSSE(fetch, "GET", "http://localhost:8000/deployment");
 * for await (const event of typed(source, deployment)) {
 *   if (event.event === "building") console.log(event.data.percent);
 *   else console.log(event.data.url);
 * }
 * ```
 *
 * It works over any source: an `EventSource`, `reconnect`'s, a composition, an async iterable of another library. `contract.until` ends the loop and makes an early
 * end an `ERR_SSE_TRUNCATED`, even if the source was made without it. A source that already has an `until` keeps it.
 *
 * Events keep their order, also with async schemas. Events with empty data are skipped if a schema is declared for them: they only move the position.
 *
 * @throws TypeError when the source isn't an async iterable, was iterated before, or the contract can't be used.
 * @throws {@link SSEError} from the iteration: with code `ERR_SSE_SERVER` for an event that the contract declares as an error, with `error.data`;
 * `ERR_SSE_DATA` for data that isn't JSON or doesn't match its schema, with `error.issues`; `ERR_SSE_TRUNCATED`; and what the source throws.
 */
export function typed<S extends ComposableSource, const C extends Contract>(
  source: S,
  contract: C,
): ComposedSource<EventOf<C, ElementOf<S>>, S> {
  expectContract(contract);
  const reader = new EventReader(contract, () => {
    const { label, response, status, headers } = composed;
    return { label, response, status, headers: headers && responseHeaders(headers) };
  });
  const composed: ComposedSource<unknown, S> = new Composition<unknown, S>(source, (raw) => {
    const event = asEvent(raw);
    return whenSettled(reader.read(event), (reading) => reading && { value: new ContractEvent(reading, event, raw) });
  });
  if (contract.until) composed.endAt(contract.until);
  return composed as ComposedSource<EventOf<C, ElementOf<S>>, S>;
}

/**
 * Whether a caught value is an error that the contract declares and the server has sent. `error.data` then has the type that the contract promises.
 *
 * ```ts
 * import { connectSSE } from "@sse/fetch";
 * import { type Contract, isErrorOf, typed, unchecked } from "@sse/fetch/typed";
 *
 * const deployment = { error: { failed: unchecked<{ step: string }>() } } satisfies Contract;
 * try {
 *   for await (const { data } of typed(await connectSSE(fetch, "GET", "http://localhost:8000/deployment"), deployment)) console.log(data);
 * } catch (error) {
 *   if (isErrorOf(error, deployment)) console.log(error.data.step);
 *   else throw error;
 * }
 * ```
 */
export function isErrorOf<C extends Contract>(
  error: unknown,
  contract: C,
): error is SSEError & { readonly code: "ERR_SSE_SERVER"; readonly data: ErrorOf<C> } {
  return isSSEError(error, "ERR_SSE_SERVER") && isErrorEvent(asEvent(error.event), contract);
}

/** Whether the contract declares this event as an error of the server, which `typed` throws. */
export function isErrorEvent(event: ServerSentEvent, contract: Contract): boolean {
  return new EventReader(contract, () => ({})).isError(event);
}

/** @throws TypeError when the contract can't be used. */
function expectContract(contract: Contract): void {
  if (typeof contract !== "object" || !contract || "~standard" in contract) {
    const got = "~standard" in Object(contract) ? "a schema" : kindOf(contract);
    throw new TypeError(`Expected a contract such as { events: { message: schema } }, got ${got}`);
  }
  const { events, name = "", error, ignore, unknown = "skip" } = contract;
  if (typeof name !== "string") throw new TypeError(`name: expected the name of a field, got ${kindOf(name)}`);
  expectSchemas("events", events);
  expectMatcher("ignore", ignore);
  if (typeof error === "object" && !Array.isArray(error)) expectSchemas("error", error as EventSchemas);
  else expectMatcher("error", error);
  if (!["skip", "throw", "yield"].includes(unknown)) {
    throw new TypeError(`unknown: expected "skip", "throw" or "yield", got ${String(unknown)}`);
  }
}

function expectMatcher(field: string, matcher: unknown): void {
  if (matcher === undefined || Array.isArray(matcher) || ["string", "function"].includes(typeof matcher)) return;
  throw new TypeError(`${field}: expected a name, an array of names or a function, got ${kindOf(matcher)}`);
}

function expectSchemas(field: string, schemas: EventSchemas | undefined): void {
  for (const [name, schema] of Object.entries(schemas ?? {})) expectSchema(`${field}.${name}`, schema);
}
