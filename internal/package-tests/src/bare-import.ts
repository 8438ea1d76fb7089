import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Context, createContext, Script } from "node:vm";
import { published } from "./published.ts";

/**
 * Evaluates our built packages in a realm that has the globals of ECMAScript and no others: no `URL`, no `AbortController`, no `setTimeout`.
 * What they import from other packages comes from this process.
 */
export class BareRealm {
  readonly #context: Context = createContext(Object.create(null));
  readonly #loaded = new Map<string, { exports: unknown }>();

  /** The names that a module can use without importing them. */
  get globals(): string[] {
    return new Script("Object.getOwnPropertyNames(globalThis)").runInContext(this.#context);
  }

  /** What an entry of our packages gives to `require`. */
  require(specifier: string): unknown {
    return this.#run(fileOf(specifier));
  }

  #run(file: string): unknown {
    const loaded = this.#loaded.get(file);
    if (loaded) return loaded.exports;
    const module = { exports: {} };
    this.#loaded.set(file, module);
    const outer = createRequire(file);
    const inner = (specifier: string): unknown => {
      if (specifier.startsWith(".")) return this.#run(join(dirname(file), specifier));
      if (specifier.startsWith("@sse/")) return this.require(specifier);
      return specifier === "vitest" ? {} : outer(specifier); // vitest refuses to be required
    };
    const code = `(function (module, exports, require, __filename, __dirname) { ${readFileSync(file, "utf8")}\n})`;
    const run = new Script(code, { filename: file }).runInContext(this.#context);
    run(module, module.exports, inner, file, dirname(file));
    return module.exports;
  }
}

/** Not by `require.resolve`, which in tests finds the sources. */
function fileOf(specifier: string): string {
  const owner = published.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));
  const target = owner?.manifest.exports[`.${specifier.slice(owner.name.length)}`];
  if (!owner || target === undefined || typeof target === "string")
    throw new TypeError(`Expected an entry of our packages, got ${specifier}`);
  return join(owner.folder, target.require.default);
}
