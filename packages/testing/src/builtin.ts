/** The part of `process` that is used. Node, Bun and Deno have it, browsers don't. */
interface Runtime {
  readonly process?: { getBuiltinModule?(id: string): object | undefined };
}

/**
 * Loads a module of Node that only some callers need. With an `import`, bundlers couldn't build the rest for a browser.
 *
 * @param what - what needs the module, for the error
 * @throws TypeError if the runtime doesn't have the module.
 */
export function builtin<T extends object>(id: string, what: string): T {
  const { process }: Runtime = globalThis as Runtime;
  const found = process?.getBuiltinModule?.(id);
  if (!found) throw new TypeError(`Expected Node 20.16 or later, Bun or Deno for ${what}, got a runtime without ${id}`);
  return found as T;
}
