import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { conditions } from "./packages.ts";

const flags = [
  ...conditions.map((condition) => `--conditions=${condition}`),
  "--expose-gc",
  "--disable-warning=ExperimentalWarning",
  "--disable-warning=UNDICI-ES",
];

/** Starts a program of this folder as a process of its own. A program that waits for orders ends itself when its parent has gone. */
export const start = (program: string, args: readonly (string | number)[] = []): ChildProcess =>
  fork(join(import.meta.dirname, program), args.map(String), { execArgv: flags });

/** What a process says next. The type is the caller's claim about its program. */
export async function message<T>(child: ChildProcess): Promise<T> {
  const heard = new AbortController();
  const ended = once(child, "exit", heard).then(() => {
    throw new Error(`${child.spawnargs.slice(1 + flags.length).join(" ")} ended before it answered`);
  });
  ended.catch(() => {}); // the race hears of it; or it was answered, and nobody listens any longer
  try {
    const [said]: T[] = await Promise.race([once(child, "message", heard), ended]);
    return said as T; // a message event carries exactly one
  } finally {
    heard.abort();
  }
}

/** Settles when the process is gone. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
