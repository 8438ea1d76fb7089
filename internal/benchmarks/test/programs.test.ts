import { afterAll, describe, expect, it, vi } from "vitest";
import type { streamMemory } from "../src/clients/burst.ts";
import type { concurrentStreams } from "../src/clients/concurrent.ts";
import { data } from "../src/clients/event.ts";
import type { idleMemory } from "../src/clients/idle.ts";
import { type Client, ours, readBatches, readEach } from "../src/clients/ours.ts";
import { peers, secondWays } from "../src/clients/peers.ts";
import { serverOrigin, stopAll, takeTurn } from "../src/clients/processes.ts";
import { decodingIn } from "../src/decoding-in.ts";
import type { lineGrowth } from "../src/growth.ts";
import { isolated } from "../src/isolated.ts";
import { type iterationTimes, ways } from "../src/iteration.ts";
import { candidates, find } from "../src/runtimes.ts";
import { bundleSize, imports, importTime } from "../src/start-up.ts";

// Everything that pnpm bench runs, with next to nothing to do: what it measures is right before it is fast.

vi.setConfig({ testTimeout: 60_000 });
afterAll(stopAll);

const above = (least: number) => expect.toSatisfy((value: number) => value > least);

describe("clients", () => {
  const all: [string, Client][] = [
    ...Object.entries(ours).map(([id, { open }]): [string, Client] => [id, (url, onEvent) => readEach(open(url), onEvent)]),
    ["@sse/undici, batches", (url, onEvent) => readBatches(ours["@sse/undici"]?.open(url) ?? Promise.reject(new Error("Gone")), onEvent)],
    ...Object.entries(peers),
    ...Object.entries(secondWays),
  ];

  it.each(all)("read every event, without and with types and IDs: %s", async (_, read) => {
    for (const path of ["600", "named/600"]) {
      const seen: string[] = [];
      await read(`${await serverOrigin()}/${path}`, (text) => seen.push(text));
      expect(seen, path).toEqual(new Array(600).fill(data));
    }
  });
});

describe("a client in its process", () => {
  it.each(["read", "alone", "decode", "loop", "first", "first alone"] as const)("takes a turn: %s", async (kind) => {
    expect(await takeTurn("@sse/undici", kind, 3)).toEqual({ time: above(0), work: above(-1) });
  });

  it("says what went wrong", async () => {
    await expect(takeTurn("nobody", "read", 3)).rejects.toThrow("Expected a client, got nobody");
  });
});

describe("in a process of its own", () => {
  it("measures idle streams", async () => {
    const measure = isolated<typeof idleMemory>("clients/idle.ts", "idleMemory");
    expect(await measure(await serverOrigin(), "@sse/undici", "source", 50)).toEqual({ heap: above(1000), rss: expect.any(Number) });
  });

  it.each(["client", "source"] as const)("measures streams before and after a burst: %s", async (user) => {
    const measure = isolated<typeof streamMemory>("clients/burst.ts", "streamMemory");
    const memory = { heap: expect.any(Number), rss: expect.any(Number) };
    expect(await measure(await serverOrigin(), "@sse/fetch", user, 30)).toEqual({ streams: 30, idle: memory, afterBurst: memory });
  });

  it("measures streams at once", async () => {
    const measure = isolated<typeof concurrentStreams>("clients/concurrent.ts", "concurrentStreams");
    expect(await measure(await serverOrigin(), "@sse/undici", 50, 5000, 1)).toEqual({ streams: 50, time: above(0), heap: above(1000) });
  });

  it("measures one line", async () => {
    const growth = await isolated<typeof lineGrowth>("growth.ts", "lineGrowth")("@sse/core", 2, 1);
    expect(growth).toEqual({ mebibytes: 2, time: above(0), held: above(2 ** 20) });
  });

  it("measures ways to iterate", async () => {
    const timings = await isolated<typeof iterationTimes>("iteration.ts", "iterationTimes")(3, 30, 2);
    expect(Object.keys(timings).sort()).toEqual(Object.keys(ways).sort());
  });

  it("says what went wrong", async () => {
    await expect(isolated<typeof lineGrowth>("growth.ts", "lineGrowth")("nothing", 1, 1)).rejects.toThrow("Expected a decoder");
  });
});

describe("imports", () => {
  it("are timed in a process that has imported nothing yet", async () => {
    expect(await importTime("eventsource-parser")).toBeGreaterThan(0);
  });

  it.each(imports)("have a size, HTTP clients not counted: $id", async (one) => {
    const size = await bundleSize(one);
    if (one.specifier === "undici" || one.kind === "client") expect(size).toBeUndefined();
    else expect(size).toBeGreaterThan(300);
  });
});

describe("runtimes", () => {
  it("run the comparison from one file", async () => {
    const [candidate] = candidates();
    const runtime = candidate && (await find(candidate));
    expect(runtime?.version).toBe(process.version);
    const results = runtime && (await decodingIn(runtime, { rounds: 1, sample: 0.1, only: ["mcp-event"] }));
    expect(results).toMatchObject([{ workload: "mcp-event", timings: { sse: { rounds: [above(0)] } } }]);
  });

  it("that are not there are not found", async () => {
    expect(await find({ name: "nothing", commands: [["/nowhere/nothing"], ["there-is-no-such-runtime"]] })).toBeUndefined();
  });
});
