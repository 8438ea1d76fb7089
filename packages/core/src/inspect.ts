/** How `console.log` prints the parts of a value, in Node, Bun and Deno. */
export type Inspect = (value: unknown, options: object) => string;

/** Sets what `console.log` shows of an object, so that it doesn't show the secrets that requests and responses hold. */
export function printAs(object: object, print: (options: object, inspect: Inspect) => string): void {
  const value = (_depth: number, options: object, inspect: Inspect): string => print(options, inspect);
  Object.defineProperty(object, Symbol.for("nodejs.util.inspect.custom"), { value });
}

/** The fields that aren't `undefined`. */
export const present = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
