import { random } from "@sse/reference";
import { expect, test } from "vitest";
import { reconnect } from "../src/index.ts";
import { ManualClock, Origin, settled } from "./reconnect-world.ts";

const clients = 1_000;
const slot = 100;

/** A server vanishes with the streams of all clients and is back after `outage` ms: when the clients try to connect until each is back. */
async function vanish(outage: number): Promise<number[]> {
  const below = random(1);
  const clock = new ManualClock(() => below(1_000_000) / 1_000_000);
  const began = clock.now();
  const attempts: number[] = [];
  const consumers = Array.from({ length: clients }, async () => {
    const origin = new Origin((_, request) => {
      if (request === 1) return { do: "stream", chunks: ["data: a\n\n"], after: "drop" };
      attempts.push(clock.now() - began);
      return clock.now() - began < outage ? { do: "refuse" } : { do: "respond", status: 204 };
    });
    for await (const _ of reconnect((resume) => origin.connectSSE(resume), { clock }));
  });
  let back = false;
  const all = Promise.all(consumers).then(() => {
    back = true;
  });
  while (!back) {
    await settled();
    clock.next();
  }
  await all;
  return attempts;
}

function perSlot(attempts: readonly number[]): number[] {
  const counts = new Map<number, number>();
  for (const at of attempts) counts.set(Math.floor(at / slot), (counts.get(Math.floor(at / slot)) ?? 0) + 1);
  const first = Math.min(...counts.keys());
  return Array.from({ length: Math.max(...counts.keys()) - first + 1 }, (_, index) => counts.get(first + index) ?? 0);
}

test("1,000 clients whose server vanishes and returns spread their attempts: no time slot has more than twice the mean", async () => {
  const counts = perSlot(await vanish(500));
  expect(counts.reduce((sum, count) => sum + count)).toBe(clients);
  expect(Math.max(...counts)).toBeLessThanOrEqual((2 * clients) / counts.length);
});

test("however long the server is away, no time slot has more attempts than twice the mean of the first wave, and later ones have fewer", async () => {
  const counts = perSlot(await vanish(20_000));
  const wave = 1_000 / slot;
  expect(Math.max(...counts)).toBeLessThanOrEqual((2 * clients) / wave);
  const second = counts.slice(10 * wave, 20 * wave);
  expect(Math.max(...second)).toBeLessThanOrEqual(clients / wave / 2);
}, 120_000);
