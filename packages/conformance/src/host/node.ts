import events from "node:events";
import process from "node:process";
import * as v8 from "node:v8";
import { runInNewContext } from "node:vm";
import { startServer } from "../server/local-server.ts";
import type { Host } from "./host.ts";
import { block, runtimeName } from "./portable.ts";

/** Node.js, and what Deno and Bun have of its modules. */
export function thisHost(): Host {
  const collect = garbageCollector();
  const { getEventListeners }: Partial<typeof events> = events;
  const { memoryUsage }: Partial<typeof process> = process;
  const timers = timerCounter();
  return {
    name: runtimeName(),
    startServer,
    block,
    ...(collect && { collectGarbage: collect }),
    ...(memoryUsage && { memoryInUse: () => memoryUsage().heapUsed + memoryUsage().arrayBuffers }),
    ...(getEventListeners && { listenersOf: (signal: AbortSignal) => getEventListeners(signal, "abort").length }),
    ...(timers && { timers }),
    onWarning(listener) {
      const onWarning = ({ name, message }: Error): void => listener(`${name}: ${message}`);
      process.on("warning", onWarning);
      return () => process.off("warning", onWarning);
    },
  };
}

/** Counts running timers; `undefined` where the runtime has no such function, or one that only throws, as workerd does. */
function timerCounter(): (() => number) | undefined {
  const { getActiveResourcesInfo }: Partial<typeof process> = process;
  if (!getActiveResourcesInfo) return undefined;
  const count = (): number => getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  try {
    count();
    return count;
  } catch {
    return undefined;
  }
}

/** The garbage collector, `undefined` where the runtime doesn't let go of it. */
function garbageCollector(): (() => void) | undefined {
  const { gc, Bun }: { gc?: (() => void) | undefined; Bun?: { gc(force: boolean): void } } = globalThis;
  if (gc) return gc;
  if (Bun) return () => Bun.gc(true);
  try {
    v8.setFlagsFromString("--expose-gc");
    const collect: unknown = runInNewContext("gc");
    return typeof collect === "function" ? () => void collect() : undefined;
  } catch {
    return undefined;
  }
}
