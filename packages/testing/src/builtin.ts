/** What Node, Bun and Deno have, and browsers don't. */
interface Runtime {
  readonly process?: { getBuiltinModule?(id: string): object | undefined };
}

/**
 * A module of Node's, for what only some callers need. An `import` of it would keep bundlers from building the rest for a browser.
 *
 * @param what - what needs the module, for the error
 * @throws TypeError where there are no such modules.
 */
export function builtin<T extends object>(id: string, what: string): T {
  const { process }: Runtime = globalThis as Runtime;
  const found = process?.getBuiltinModule?.(id);
  if (!found) throw new TypeError(`Expected Node 20.16 or later, Bun or Deno for ${what}, got a runtime without ${id}`);
  return found as T;
}
