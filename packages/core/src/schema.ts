import { SSEError, type SSEErrorEvent, type SSEErrorIssue, type SSEErrorOptions } from "./errors.ts";
import { messageOf } from "./message.ts";

/**
 * Checks data and gives it a type: the part of {@link https://standardschema.dev | Standard Schema} that is used. The schemas of zod 3.24, valibot 1, arktype 2
 * and later versions are such.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** What a schema makes of a value: another value, or the reasons why it doesn't match. */
export type SchemaResult<Output> = { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly SSEErrorIssue[] };

/** The type that a schema makes of data. */
export type OutputOf<S extends StandardSchema> = NonNullable<S["~standard"]["types"]>["output"];

/** What an error about an event tells besides the event: the request, and its response. */
export interface ErrorContext extends Pick<SSEErrorOptions, "response" | "status" | "headers"> {
  readonly label?: string | undefined;
}

/** @throws SSEError with code `ERR_SSE_DATA` when the event's data isn't JSON. */
export function parse(event: SSEErrorEvent, contextOf?: () => ErrorContext): unknown {
  try {
    return JSON.parse(event.data);
  } catch (cause) {
    throw dataError(event, "JSON", { cause }, contextOf?.());
  }
}

/**
 * What the schema has made of the event's data.
 *
 * @throws SSEError with code `ERR_SSE_DATA` when the data doesn't match.
 */
export function outputOf<T>(result: SchemaResult<T>, event: SSEErrorEvent, contextOf?: () => ErrorContext): T {
  const { issues } = result;
  if (!issues) return result.value;
  const reasons = issues.map(({ message, path }) => [path?.map(keyOf).join("."), message].filter(Boolean).join(": "));
  throw dataError(event, `data that matches its schema (${reasons.join("; ")})`, { issues }, contextOf?.());
}

const keyOf = (part: PropertyKey | { readonly key: PropertyKey }): string => String(typeof part === "object" ? part.key : part);

export function dataError(
  event: SSEErrorEvent,
  expected: string,
  options: SSEErrorOptions,
  { label, ...context }: ErrorContext = {},
): SSEError {
  const message = messageOf(label, `expected ${expected} in a "${event.event}" event, got ${JSON.stringify(event.data.slice(0, 80))}`);
  return new SSEError("ERR_SSE_DATA", message, { ...context, ...options, event });
}
