import { builtin } from "./builtin.ts";

/**
 * A package that only some users of this one have installed. It is loaded when it is needed, and as this file's own dependency.
 *
 * @param what - what needs it, for the error
 * @throws TypeError if it isn't installed.
 */
export function peer<T>(name: string, what: string): T {
  const { createRequire } = builtin<typeof import("node:module")>("node:module", what);
  try {
    return createRequire(typeof __filename === "string" ? __filename : import.meta.url)(name) as T;
  } catch (cause) {
    throw new TypeError(`Expected the package ${name} for ${what}, but it can't be loaded: npm install --save-dev ${name}`, { cause });
  }
}
