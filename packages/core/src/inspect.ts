/** How `console.log` prints the parts of a value, in Node, Bun and Deno. */
export type Inspect = (value: unknown, options: object) => string;

const INSPECT: unique symbol = Symbol.for("nodejs.util.inspect.custom");

/** Sets what `console.log` shows of an object, so that it doesn't show the secrets that requests and responses hold. */
export function printAs(object: object, print: (options: object, inspect: Inspect) => string): void {
  const value = (_depth: number, options: object, inspect: Inspect): string => print(options, inspect);
  Object.defineProperty(object, INSPECT, { value });
}

/** The same for all objects of a class, so that each of them costs nothing. Not done when the class is made, because importing does nothing. */
export function printAllAs<T extends object>(prototype: T, print: (object: T, options: object, inspect: Inspect) => string): void {
  if (Object.hasOwn(prototype, INSPECT)) return;
  Object.defineProperty(prototype, INSPECT, {
    value(this: T, _depth: number, options: object, inspect: Inspect): string {
      return print(this, options, inspect);
    },
  });
}

/** The fields that aren't `undefined`. */
export const present = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
