import { describe, expect, it, vi } from "vitest";
import { killConsumer } from "../src/reconnect/killed-consumer.ts";
import { killServer } from "../src/reconnect/killed-server.ts";

vi.setConfig({ testTimeout: 120_000 });

// The short forms of what src/reconnect/run.ts measures.
it("a server process that is killed again and again: every client of every adapter sees every number once, over one connection at a time", async () => {
  const clients = 3;
  const events = 2_000;
  const { seen, kills } = await killServer({ clients, events, kills: 5, perTick: 40 });
  expect(kills).toBe(5);
  const attempts = expect.toSatisfy((count: number) => count >= clients * (kills + 1));
  const rest = { delivered: clients * events, missing: 0, repeated: 0, attempts, atOnce: 1 };
  expect(seen).toEqual(["fetch", "undici", "axios", "ky"].map((adapter) => ({ adapter, ...rest })));
});

describe.concurrent("a consumer process that is killed again and again", () => {
  it.each(["fetch", "undici", "axios", "ky"])("misses nothing and repeats at most one number a kill: %s", async (adapter) => {
    const kills = 3;
    const { missing, repeated } = await killConsumer(adapter, 300, kills, 10);
    expect(missing).toBe(0);
    expect(repeated).toBeLessThanOrEqual(kills);
  });
});
