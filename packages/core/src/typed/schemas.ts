import type { StandardSchema } from "../schema.ts";

/**
 * A type for data that nothing checks, where a contract wants a schema: `unchecked<{ text: string }>()`. The data has to be JSON.
 *
 * The type is the caller's claim. Use a schema for data from a server that you don't trust.
 */
export function unchecked<T>(): StandardSchema<T, T> {
  return { "~standard": { version: 1, vendor: "sse", validate: (value) => ({ value: value as T }) } };
}

/** Marks data that is plain text, where a contract wants a schema. It is delivered as it is. */
export const text: StandardSchema<string, string> = /* @__PURE__ */ unchecked<string>();
