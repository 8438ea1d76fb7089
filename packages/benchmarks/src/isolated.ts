import { kill, message, start } from "./processes.ts";

/**
 * An exported function of a module of this folder, each call in a process of its own, where nothing else is on the heap or compiled for
 * other callers. Arguments and result are copied, as JSON.
 */
export const isolated =
  <F extends (...args: never[]) => unknown>(module: string, name: string): ((...args: Parameters<F>) => Promise<Awaited<ReturnType<F>>>) =>
  (...args) =>
    call<Awaited<ReturnType<F>>>(module, name, args);

async function call<T>(module: string, name: string, args: unknown[]): Promise<T> {
  const child = start("isolated.ts", [module, name, JSON.stringify(args)]);
  try {
    return await message<T>(child);
  } finally {
    await kill(child);
  }
}

if (import.meta.main) {
  const [, , module = "", name = "", args = "[]"] = process.argv;
  const exported: Record<string, (...args: unknown[]) => unknown> = await import(`./${module}`);
  process.on("disconnect", () => process.exit());
  process.send?.(await exported[name]?.(...JSON.parse(args)));
}
