import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { kill, message, start } from "../processes.ts";

export interface KilledConsumerResult {
  readonly adapter: string;
  readonly events: number;
  readonly kills: number;
  /** Numbers that never reached the journal. */
  readonly missing: number;
  /** Numbers that are in it more than once. */
  readonly repeated: number;
  readonly seconds: number;
}

/** A consumer process with a file store writes a journal; it is killed after each share of it, and started again, until it comes to the end. */
export async function killConsumer(adapter: string, events: number, kills: number, perTick: number): Promise<KilledConsumerResult> {
  const began = performance.now();
  const folder = await mkdtemp(join(tmpdir(), "sse-consumer-"));
  const server = start("reconnect/numbers-server.ts", [0, events, perTick]);
  const url = `http://127.0.0.1:${await message<number>(server)}/`;
  const journal = async (): Promise<string[]> => (await readFile(join(folder, "journal"), "utf8").catch(() => "")).split("\n").slice(0, -1);
  try {
    for (let life = 0; life <= kills; life++) {
      const child = start("reconnect/consumer.ts", [adapter, url, folder]);
      await message(child);
      const share = (events * (life + 1)) / (kills + 1);
      const isOver = async (): Promise<boolean> => {
        const lines = await journal();
        return life < kills ? lines.length >= share : lines.at(-1) === "end";
      };
      while (!(await isOver())) await pause(5);
      await kill(child);
    }
    const numbers = (await journal()).slice(0, -1).map(Number);
    const distinct = new Set(numbers);
    const seconds = (performance.now() - began) / 1_000;
    return { adapter, events, kills, missing: events - distinct.size, repeated: numbers.length - distinct.size, seconds };
  } finally {
    await kill(server);
    await rm(folder, { recursive: true, force: true });
  }
}
