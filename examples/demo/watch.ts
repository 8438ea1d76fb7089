import { type ClientName, clients } from "./clients.ts";
import type { Target } from "./options.ts";
import type { Screen } from "./screen.ts";

/**
 * All clients on the caller's own endpoint, until its streams end or the signal is aborted.
 *
 * @returns whether every client could read its stream
 */
export async function watch(
  names: readonly ClientName[],
  target: Target,
  signal: AbortSignal,
  screen: Screen,
  errors: Screen,
): Promise<boolean> {
  const { origin, pathname, search } = new URL(target.url); // without credentials: the output may be kept
  screen.say(`${target.method} ${origin}${pathname}${search}, until Ctrl-C`);
  const outcomes = await Promise.all(
    names.map(async (name) => {
      let count = 0;
      try {
        const source = await clients[name]({ ...target, signal });
        screen.line(name, "open", `status ${source.status}`);
        for await (const event of source) {
          count++;
          screen.event(name, event);
        }
        screen.line(name, "end", `the server has finished, after ${count} events`);
      } catch (error) {
        if (!signal.aborted) {
          errors.failure(name, error);
          return false;
        }
        screen.line(name, "closed", `after ${count} events`);
      }
      return true;
    }),
  );
  return outcomes.every(Boolean);
}
