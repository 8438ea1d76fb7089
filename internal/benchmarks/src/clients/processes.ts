import type { ChildProcess } from "node:child_process";
import { message, start } from "../processes.ts";
import type { Sample } from "../turns.ts";
import type { Shape } from "./event.ts";
import type { Answer, Order } from "./program.ts";

const running = new Map<string, ChildProcess>();
let origin: Promise<string> | undefined;

function started(key: string, program: string, args: string[] = []): ChildProcess {
  const child = running.get(key) ?? start(program, args);
  running.set(key, child);
  return child;
}

/** Where the server listens, one for all sections. */
export function serverOrigin(): Promise<string> {
  origin ??= message<number>(started("server", "clients/server.ts")).then((port) => `http://127.0.0.1:${port}`);
  return origin;
}

/**
 * Lets a client take a turn of one kind in a process that does nothing else, which is started when it is first needed. A process that takes turns
 * of two kinds, or reads two shapes, compiles the client for both, and each pays for the other.
 */
export async function takeTurn(client: string, kind: Order["kind"], count: number, time = 0, shape: Shape = "plain"): Promise<Sample> {
  const order: Order = { kind, origin: await serverOrigin(), count, time, shape };
  const child = started(`${client}, ${kind}, ${shape}`, "clients/program.ts", [client]);
  const answer = message<Answer>(child);
  child.send(order);
  const sample = await answer;
  if ("error" in sample) throw new Error(sample.error);
  return sample;
}

/** Ends every process that was started here. */
export function stopAll(): void {
  for (const child of running.values()) if (child.connected) child.disconnect();
  running.clear();
  origin = undefined;
}
