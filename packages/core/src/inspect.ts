/** The method that `console.log` calls in Node, Bun and Deno. */
export const inspectCustom: unique symbol = Symbol.for("nodejs.util.inspect.custom") as typeof inspectCustom;

/** How that method prints a value that it shows a part of. */
export type Inspect = (value: unknown, options: object) => string;

/** The fields that are there. */
export const present = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
