import type { ScriptedServer } from "../server/scripted-server.ts";

/**
 * What a case can need of the place where it runs, as opposed to what it needs of the subject. A case whose host lacks one of these is
 * reported as "not possible".
 */
export const hostFeatures = [
  /** A scripted server: in this process, or driven from here. */
  "server",
  /** Garbage can be collected on demand. */
  "garbage-collection",
  /** The memory that the program holds can be measured. */
  "memory",
  /** The listeners of an `AbortSignal` can be counted. */
  "listeners",
  /** Timers that are running can be counted. */
  "timers",
  /** The thread that the subject runs in can be kept busy. */
  "blocking",
  /** More than twenty connections to one origin can be open at the same time. */
  "many-connections",
] as const;

export type HostFeature = (typeof hostFeatures)[number];

/** Where the suite runs. A feature is there if its member is. */
export interface Host {
  /** With its version, for the report: "Node.js 24.21.0". */
  readonly name: string;
  /** How many connections to one origin the host opens at the same time. @defaultValue `Infinity` */
  readonly maxConnections?: number | undefined;
  /** Starts a scripted server in this process. */
  startServer?(): Promise<ScriptedServer>;
  collectGarbage?(): void | Promise<void>;
  /** Bytes. */
  memoryInUse?(): number;
  listenersOf?(signal: AbortSignal): number;
  timers?(): number;
  /** Keeps the thread busy for so many milliseconds, in which the subject can do nothing. Not there if the subject runs elsewhere. */
  block?(milliseconds: number): void;
  /** Calls `listener` with each warning that the process prints, until the returned function is called. Cases do without it. */
  onWarning?(listener: (warning: string) => void): () => void;
}

/** @param server - whether a server is at hand that the host didn't start */
export function featuresOf(host: Host, server: boolean): ReadonlySet<HostFeature> {
  const there: Record<HostFeature, boolean> = {
    server: server || host.startServer !== undefined,
    "garbage-collection": host.collectGarbage !== undefined,
    memory: host.memoryInUse !== undefined && host.collectGarbage !== undefined,
    listeners: host.listenersOf !== undefined,
    timers: host.timers !== undefined,
    blocking: host.block !== undefined,
    "many-connections": (host.maxConnections ?? Number.POSITIVE_INFINITY) > 20,
  };
  return new Set(hostFeatures.filter((feature) => there[feature]));
}
