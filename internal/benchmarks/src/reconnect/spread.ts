import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { type ReconnectOptions, reconnect } from "@sse/core";
import { connectSSE } from "@sse/undici";
import { Agent } from "undici";

export interface Spread {
  readonly clients: number;
  /** Milliseconds for which there is no server. */
  readonly outage: number;
  /** When each attempt was made, in milliseconds since the server vanished, in order. */
  readonly attempts: readonly number[];
}

/** Clients of one server, which vanishes with all its connections and comes back: when they try to connect until all are back. */
export async function spread(clients: number, outage: number, options: ReconnectOptions = {}): Promise<Spread> {
  const open = (): ReturnType<typeof createServer> =>
    createServer((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).write("data: hello\n\n");
    });
  let server = open();
  const listen = (port: number): Promise<void> => new Promise((resolve) => server.listen(port, "127.0.0.1", 2_048, resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo; // a string only for a pipe, null only before it listens

  const agent = new Agent();
  const attempts: number[] = [];
  let vanished = Number.POSITIVE_INFINITY;
  let waiting = clients;
  let everybody = (): void => {};
  const back = (): Promise<void> => {
    waiting = clients;
    return new Promise((resolve) => {
      everybody = resolve;
    });
  };
  const there = back();
  const sources = Array.from({ length: clients }, () =>
    reconnect((resume) => {
      if (performance.now() >= vanished) attempts.push(performance.now() - vanished);
      return connectSSE(agent, "GET", `http://127.0.0.1:${port}/`, resume);
    }, options),
  );
  const consumers = sources.map(async (source) => {
    for await (const _ of source) if (--waiting === 0) everybody();
  });
  await there;
  const again = back();
  vanished = performance.now();
  server.close();
  server.closeAllConnections();
  await pause(outage);
  server = open();
  await listen(port);
  await again;
  for (const source of sources) source.close();
  await Promise.all(consumers);
  await agent.close();
  server.close();
  server.closeAllConnections();
  return { clients, outage, attempts };
}

/** Attempts by time slot, from the slot of the first attempt after this moment to that of the last. */
export function slots(
  attempts: readonly number[],
  width: number,
  after = 0,
): { readonly start: number; readonly counts: readonly number[] } {
  const counted = attempts.filter((at) => at >= after);
  const first = Math.floor(Math.min(...counted) / width);
  const counts = Array.from({ length: Math.floor(Math.max(...counted) / width) - first + 1 }, () => 0);
  for (const at of counted) counts[Math.floor(at / width) - first] = (counts[Math.floor(at / width) - first] ?? 0) + 1;
  return { start: first * width, counts };
}

/** The busiest slot over the mean of all. */
export function peak(counts: readonly number[]): number {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return Math.max(...counts) / mean;
}
