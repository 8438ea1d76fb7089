import { EventSource, reconnect } from "@sse/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { fakeStream, manualClock } from "../src/index.ts";
import { clients, collect, failureOf } from "./clients.ts";

describe("a manual clock", () => {
  it("fires timers at their times, in order, those that they set among them", async () => {
    const clock = manualClock({ now: 1_000 });
    const seen: string[] = [];
    clock.setTimeout(() => seen.push(`b at ${clock.now()}`), 20);
    clock.setTimeout(() => {
      seen.push(`a at ${clock.now()}`);
      void Promise.resolve().then(() => clock.setTimeout(() => seen.push(`c at ${clock.now()}`), 15));
    }, 10);
    const cleared = clock.setTimeout(() => seen.push("never"), 12);
    clock.clearTimeout(cleared);
    await clock.advance(24);
    expect(seen).toEqual(["a at 1010", "b at 1020"]);
    expect([clock.now(), clock.pending, clock.delays]).toEqual([1_024, 1, [20, 10, 12, 15]]);
    await clock.advance(1);
    expect(seen.at(-1)).toBe("c at 1025");
  });

  it("goes from timer to timer, and until a promise settles", async () => {
    const clock = manualClock({ random: () => 0.25 });
    expect(clock.random()).toBe(0.25);
    expect(await clock.next()).toBe(false);
    let count = 0;
    const again = (): void => {
      if (++count < 5) clock.setTimeout(again, 1_000);
    };
    clock.setTimeout(again, 1_000);
    expect(await clock.next()).toBe(true);
    expect(count).toBe(1);
    await clock.runUntil(
      (async () => {
        while (count < 5) await new Promise<void>((resolve) => clock.setTimeout(resolve, 400));
      })(),
    );
    expect(count).toBe(5);
    await expect(clock.runUntil(Promise.reject(new Error("mine")))).rejects.toThrow("mine");
    await expect(clock.runUntil(new Promise(() => {}))).rejects.toThrow("no timer waits on this clock");
  });

  it("refuses delays that a timer can't hold", async () => {
    const clock = manualClock();
    expect(() => clock.setTimeout(() => {}, 2 ** 31)).toThrow(RangeError);
    await expect(clock.advance(Number.POSITIVE_INFINITY)).rejects.toThrow("Expected milliseconds to advance, got Infinity");
    await expect(clock.advance(-1)).rejects.toThrow(new RangeError("Expected milliseconds to advance, got -1"));
  });

  it("lets reconnect wait without waiting", async () => {
    const clock = manualClock();
    const stream = fakeStream({ clock }).refuse().refuse().send({ data: "a" });
    const [, over] = clients[0] ?? expect.unreachable();
    const connect = over(stream);
    const events = reconnect((resume) => connect("GET", "/", { ...resume }), { clock, maxDelay: 60_000 });
    const first = events[Symbol.asyncIterator]().next();
    expect((await clock.runUntil(first)).value).toMatchObject({ data: "a" });
    expect(stream.requests).toHaveLength(3);
    events.close();
    expect(clock.pending).toBe(0);
  });
});

describe.each(clients)("vitest's fake timers, over %s", (_, over) => {
  afterEach(() => void vi.useRealTimers());

  it("drive delays and idle timeouts, in process over both kinds of app", async () => {
    vi.useFakeTimers();
    const stream = fakeStream().send({ data: "1" }).delay(10_000).send({ data: "2" }).stall();
    const source = await over(stream)("POST", "http://fake.test/", { body: "x", idleTimeout: 30_000 });
    const iterator = source.iterSSE();
    expect((await iterator.next()).value).toMatchObject({ data: "1" });
    const second = iterator.next();
    await vi.advanceTimersByTimeAsync(10_000);
    expect((await second).value).toMatchObject({ data: "2" });
    const third = failureOf(iterator.next());
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await third).toMatchObject({ code: "ERR_SSE_IDLE_TIMEOUT" });
  });
});

it("an event source over a response in hand takes the clock as well", async () => {
  const clock = manualClock();
  const reading = failureOf(collect(new EventSource(await fakeStream().stall().fetch("/"), { clock, idleTimeout: 5_000 })));
  await clock.advance(5_000);
  expect(await reading).toMatchObject({ code: "ERR_SSE_IDLE_TIMEOUT" });
});
