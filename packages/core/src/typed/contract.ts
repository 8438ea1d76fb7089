import type { ServerSentEvent } from "../event.ts";
import type { StandardSchema } from "../schema.ts";
import type { Until } from "../source/terminal.ts";

/** Which events are meant: a name, several names, or a function that gets each event as it was sent, whatever `name` of the contract says. */
export type EventMatcher = string | readonly string[] | ((event: ServerSentEvent) => boolean);

/** Names of events, each with the schema of its data. */
export type EventSchemas = Readonly<Record<string, StandardSchema>>;

/**
 * What a stream promises: its events, its end and its errors. A plain object, for `typed`, and in parts for other uses: `until` is the option of `connectSSE`.
 *
 * Write it with `satisfies Contract`, which checks it and keeps its names.
 */
export interface Contract {
  /**
   * The schema of each event's data, by the event's name: a Standard Schema, `unchecked<T>()` for a type that nothing checks, or `text` for data that isn't JSON.
   * @defaultValue none: every event is delivered, with its data parsed as JSON and of type `unknown`
   */
  readonly events?: EventSchemas | undefined;
  /**
   * The field of the JSON data that holds the event's name. Functions of the contract get each event as it was sent, so there `event` is still the event type, often
   * `"message"`, and the name is in `json()`.
   * @defaultValue none: the name is the event type
   */
  readonly name?: string | undefined;
  /** What ends the answer, as in the options of `connectSSE`. @defaultValue none: the end of the stream */
  readonly until?: Until | undefined;
  /**
   * Which events are errors of the server: names, a function, or names with the schemas of their data. They are thrown as `ERR_SSE_SERVER`, with the parsed data in
   * `error.data`. A name that is in `events` as well has its schema from there.
   * @defaultValue none
   */
  readonly error?: EventMatcher | EventSchemas | undefined;
  /** Which events are skipped before anything looks at their data, such as pings. @defaultValue none */
  readonly ignore?: EventMatcher | undefined;
  /** What happens to an event that isn't in `events`. @defaultValue `"skip"` */
  readonly unknown?: "skip" | "throw" | "yield" | undefined;
}

/**
 * The name of an event that isn't in the contract: any string. It is typed as a pattern that no declared name matches, so that comparing with a declared name
 * tells the two apart.
 */
export type UnknownEventName = `${string}\0`;

/** One event of a contract. */
export interface TypedEvent<Name extends string, Data, E = ServerSentEvent> {
  /** The event's name. */
  readonly event: Name;
  /** The event's data, as its schema returns it. */
  readonly data: Data;
  /** The last event ID when this event was dispatched: `""` until one was sent. */
  readonly id: string;
  /** The reconnection time in milliseconds that this event carried, `undefined` if it carried none. */
  readonly retry: number | undefined;
  /** The event as the source yielded it. */
  readonly raw: E;
}

/** The events of a contract: a union that `event` tells apart. `E` is what the source yields. */
export type EventOf<C extends Contract, E = ServerSentEvent> = C extends { readonly events: infer M extends EventSchemas }
  ? DeclaredEvent<M, Exclude<keyof M & string, Literal<C["ignore"]> | Literal<C["error"]>>, E> | UnknownEvent<C, E>
  : TypedEvent<string, unknown, E>;

/** The type of `error.data` that a contract promises for its server's errors. */
export type ErrorOf<C extends Contract> = C["error"] extends infer F
  ? F extends EventMatcher | undefined
    ? ErrorNamed<C, Literal<F>>
    : F extends EventSchemas
      ? Output<F[keyof F]>
      : unknown
  : unknown;

type DeclaredEvent<M extends EventSchemas, Name extends keyof M & string, E> = {
  [N in Name]: TypedEvent<N, Output<M[N]>, E>;
}[Name];

type UnknownEvent<C extends Contract, E> = C extends { readonly unknown: infer U }
  ? "yield" extends U
    ? TypedEvent<UnknownEventName, unknown, E>
    : never
  : never;

/** The names in a matcher, as far as the compiler knows them. */
type Literal<M> = M extends string
  ? string extends M
    ? never
    : M
  : M extends readonly (infer N)[]
    ? Literal<N>
    : M extends EventSchemas
      ? Literal<keyof M>
      : never;

type ErrorNamed<C extends Contract, Name> = [Name] extends [never]
  ? unknown
  : C extends { readonly events: infer M extends EventSchemas }
    ? [Name] extends [keyof M]
      ? Output<M[Name]>
      : unknown
    : unknown;

type Output<S> = S extends StandardSchema ? NonNullable<S["~standard"]["types"]>["output"] : unknown;
