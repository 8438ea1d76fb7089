import { kindOf } from "./body.ts";
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

const noContext = (): ErrorContext => ({});

/**
 * The event's data, parsed as JSON.
 *
 * @throws SSEError with code `ERR_SSE_DATA` when it isn't JSON.
 */
export function parse(event: SSEErrorEvent, contextOf: () => ErrorContext = noContext): unknown {
  try {
    return JSON.parse(event.data);
  } catch (cause) {
    throw dataError(event, `JSON in a "${event.event}" event, got ${JSON.stringify(shortened(event.data))}`, contextOf(), { cause });
  }
}

/** Lets a schema check a value. @throws TypeError when it isn't a schema. */
export function validate(schema: StandardSchema, value: unknown): SchemaResult<unknown> | Promise<SchemaResult<unknown>> {
  expectSchema("schema", schema);
  return schema["~standard"].validate(value);
}

/**
 * What the schema has made of the event's data.
 *
 * @throws SSEError with code `ERR_SSE_DATA` when the data doesn't match.
 */
export function outputOf<T>(result: SchemaResult<T>, event: SSEErrorEvent, contextOf: () => ErrorContext = noContext): T {
  const { issues } = result;
  if (!issues) return result.value;
  const expected = `data that matches the schema of a "${event.event}" event, got ${shortened(event.data)}: ${issues.map(text).join("; ")}`;
  throw dataError(event, expected, contextOf(), { issues });
}

/** @throws TypeError when it isn't a schema. */
export function expectSchema(name: string, schema: StandardSchema): void {
  if (typeof schema?.["~standard"]?.validate === "function") return;
  throw new TypeError(`${name}: expected a schema (Standard Schema, as zod, valibot and arktype make them), got ${kindOf(schema)}`);
}

export function dataError(
  event: SSEErrorEvent,
  expected: string,
  { label, ...context }: ErrorContext,
  options: SSEErrorOptions = {},
): SSEError {
  return new SSEError("ERR_SSE_DATA", messageOf(label, `expected ${expected}`), { ...context, ...options, event });
}

const LONGEST_SHOWN = 80;

/** The beginning of a text, for a message. */
export const shortened = (text: string): string => text.slice(0, LONGEST_SHOWN);

function text({ message, path = [] }: SSEErrorIssue): string {
  const keys = path.map((part) => String(typeof part === "object" ? part.key : part));
  return keys.length > 0 ? `${keys.join(".")}: ${message}` : message;
}
