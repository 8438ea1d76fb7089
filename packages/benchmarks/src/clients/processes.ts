import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Sample } from "../turns.ts";
import type { Answer, Kind } from "./program.ts";

const running = new Map<string, ChildProcess>();
let origin: Promise<string> | undefined;

function start(key: string, file: string, args: string[] = []): ChildProcess {
  const options = ["--conditions=@sse/source", "--disable-warning=ExperimentalWarning", "--disable-warning=UNDICI-ES"];
  const child = fork(join(import.meta.dirname, file), args, { execArgv: options });
  running.set(key, child);
  return child;
}

/** Where the server listens, one for all sections. */
export function serverOrigin(): Promise<string> {
  origin ??= once(start("server", "server.ts"), "message").then(([port]) => `http://127.0.0.1:${port}`);
  return origin;
}

/** Lets a client take a turn in its process, which is started when it is first needed. */
export async function takeTurn(client: string, kind: Kind, count: number): Promise<Sample> {
  const address = await serverOrigin();
  const child = running.get(client) ?? start(client, "program.ts", [client]);
  const answer = once(child, "message");
  child.send({ kind, origin: address, count });
  const [result]: [Answer] | unknown[] = await Promise.race([answer, once(child, "exit").then(() => [{ error: `${client} ended` }])]);
  const sample = result as Answer; // what program.ts sends
  if ("error" in sample) throw new Error(sample.error);
  return sample;
}

/** Ends every process that was started here. */
export function stopAll(): void {
  for (const child of running.values()) if (child.connected) child.disconnect();
  running.clear();
  origin = undefined;
}
