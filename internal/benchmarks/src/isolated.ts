import { kill, message, start } from "./processes.ts";

type Answer<T> = { value: T } | { error: string };

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
    const answer = await message<Answer<T>>(child);
    if ("error" in answer) throw new Error(answer.error);
    return answer.value;
  } finally {
    await kill(child);
  }
}

async function answer(module: string, name: string, args: string): Promise<Answer<unknown>> {
  try {
    const exported: Record<string, (...args: unknown[]) => unknown> = await import(new URL(module, import.meta.url).href);
    return { value: await exported[name]?.(...JSON.parse(args)) };
  } catch (error) {
    return { error: String(error) };
  }
}

if (import.meta.main) {
  const [, , module = "", name = "", args = "[]"] = process.argv;
  process.on("disconnect", () => process.exit());
  process.send?.(await answer(module, name, args));
}
