import type { ChildProcess } from "node:child_process";
import { reconnect } from "@sse/core";
import { kill, message, start } from "../processes.ts";
import { adapters } from "./adapters.ts";

export interface KilledServerSetup {
  /** Clients of each adapter. */
  readonly clients: number;
  readonly events: number;
  readonly kills: number;
  /** Events that the server sends on a connection every 20 ms. */
  readonly perTick: number;
  /** Called after each kill. */
  onKill?(kills: number): void;
}

/** What the clients of one adapter saw, all together. */
export interface Seen {
  readonly adapter: string;
  readonly delivered: number;
  /** Numbers that a client did not see. */
  readonly missing: number;
  /** Numbers that a client saw again, or out of order. */
  readonly repeated: number;
  readonly attempts: number;
  /** The most connections that one client had at a time. */
  readonly atOnce: number;
}

/**
 * Clients of every adapter count to `events`, while their server process is killed and started again: each time after the same share of all
 * events, in the middle of whatever it is sending.
 */
export async function killServer({
  clients,
  events,
  kills,
  perTick,
  onKill,
}: KilledServerSetup): Promise<{ seen: Seen[]; seconds: number; kills: number }> {
  const began = performance.now();
  const serve = (port: number): ChildProcess => start("reconnect/numbers-server.ts", [port, events, perTick]);
  let child = serve(0);
  const port = await message<number>(child);
  const url = `http://127.0.0.1:${port}/`;
  const all = adapters();
  const share = (events * clients * all.length) / (kills + 1);
  let total = 0;
  let done = 0;
  let restarting: Promise<void> | undefined;

  const restart = async (): Promise<void> => {
    await kill(child);
    child = serve(port);
    await message(child);
    done++;
    restarting = undefined;
    onKill?.(done);
  };
  const count = (): void => {
    total++;
    if (total >= share * (done + 1) && done < kills) restarting ??= restart();
  };

  const seen = await Promise.all(
    all.map(async ({ name, connect }): Promise<Seen> => {
      let delivered = 0;
      let missing = 0;
      let repeated = 0;
      let attempts = 0;
      let atOnce = 0;
      const client = async (): Promise<void> => {
        const connectOnce = connect(url);
        let live = 0;
        let last = 0;
        const source = reconnect(
          async (resume, context) => {
            attempts++;
            live++;
            atOnce = Math.max(atOnce, live);
            resume.signal.addEventListener("abort", () => live--);
            return connectOnce(resume, context);
          },
          { dedupe: true, initialDelay: 100, minDelay: 50, maxDelay: 1_000, maxFailures: Number.POSITIVE_INFINITY },
        );
        for await (const { data } of source) {
          const number = Number(data);
          delivered++;
          if (number <= last) repeated++;
          else {
            missing += number - last - 1;
            last = number;
          }
          count();
        }
        missing += events - last;
      };
      await Promise.all(Array.from({ length: clients }, client));
      return { adapter: name, delivered, missing, repeated, attempts, atOnce };
    }),
  );
  await restarting;
  await kill(child);
  return { seen, seconds: (performance.now() - began) / 1_000, kills: done };
}
