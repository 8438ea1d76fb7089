import { describe, expect, test } from "vitest";
import { type Clock, type ReconnectOptions, reconnect } from "../src/index.ts";
import { type Answer, ManualClock, Origin, runUntil, settled } from "./reconnect-world.ts";

/** What the source is doing when it is ended, and how it is ended. */
const moments: Record<string, Answer> = {
  "before the response": { do: "hang" },
  "while the stream is silent": { do: "stream", chunks: [": hello\n\n"], after: "hold" },
  "while it waits": { do: "refuse" },
};

describe.each(Object.entries(moments))("%s", (_, answer) => {
  const begin = async (options: ReconnectOptions = {}) => {
    const clock = new ManualClock();
    const origin = new Origin(() => answer);
    const source = reconnect((resume) => origin.connectSSE(resume), { clock, ...options });
    const iterator = source[Symbol.asyncIterator]();
    let result: unknown = "pending";
    const note = (value: unknown) => {
      result = value;
    };
    void iterator.next().then(note, note);
    await settled();
    expect(result).toBe("pending");
    const left = () => ({ live: origin.live, timers: clock.pending, state: source.state });
    return { source, iterator, result: () => result, left };
  };
  const nothing = { live: 0, timers: 0, state: "closed" };
  const done = { done: true, value: undefined };

  test("close() ends the pending next() at once", async () => {
    const { source, result, left } = await begin();
    source.close();
    expect(left()).toEqual(nothing);
    await Promise.resolve();
    await Promise.resolve();
    expect(result()).toEqual(done);
  });

  test("return() does, and asyncDispose", async () => {
    const first = await begin();
    expect(await first.iterator.return?.("value")).toEqual({ done: true, value: "value" });
    expect([first.result(), first.left()]).toEqual([done, nothing]);
    const second = await begin();
    await second.source[Symbol.asyncDispose]();
    expect([second.result(), second.left()]).toEqual([done, nothing]);
  });

  test("an abort throws its reason once, and leaves no listener", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    let listeners = 0;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...parameters: Parameters<typeof addEventListener>) => {
      listeners++;
      addEventListener.apply(signal, parameters);
    };
    signal.removeEventListener = (...parameters: Parameters<typeof removeEventListener>) => {
      listeners--;
      removeEventListener.apply(signal, parameters);
    };
    const { iterator, result, left } = await begin({ signal });
    const second = iterator.next();
    expect(listeners).toBe(1);
    controller.abort("enough");
    expect([left(), listeners]).toEqual([nothing, 0]);
    expect(await second).toEqual(done);
    await settled();
    expect(result()).toBe("enough");
    expect(await iterator.next()).toEqual(done);
  });
});

test("an abort before the iteration throws its reason, and nothing is sent", async () => {
  const origin = new Origin(() => ({ do: "hang" }));
  const source = reconnect((resume) => origin.connectSSE(resume), { signal: AbortSignal.abort("too late") });
  await expect(source[Symbol.asyncIterator]().next()).rejects.toBe("too late");
  expect(origin.requests).toHaveLength(0);
});

test("an abort between two events throws its reason from the next call", async () => {
  const controller = new AbortController();
  const origin = new Origin(() => ({ do: "stream", chunks: ["data: a\n\ndata: b\n\n"], after: "hold" }));
  const iterator = reconnect((resume) => origin.connectSSE(resume), { signal: controller.signal })[Symbol.asyncIterator]();
  expect((await iterator.next()).value).toMatchObject({ data: "a" });
  controller.abort("enough");
  await expect(iterator.next()).rejects.toBe("enough");
  expect(await iterator.next()).toEqual({ done: true, value: undefined });
});

test("nothing happens before the iteration, and nothing after close()", async () => {
  const origin = new Origin(() => ({ do: "hang" }));
  const source = reconnect((resume) => origin.connectSSE(resume));
  await settled();
  expect([origin.requests.length, source.state]).toEqual([0, "connecting"]);
  source.close();
  expect(await source[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined });
  expect([origin.requests.length, source.state]).toEqual([0, "closed"]);
});

test("is iterated once", () => {
  const source = reconnect(() => expect.fail());
  source[Symbol.asyncIterator]();
  expect(() => source[Symbol.asyncIterator]()).toThrow(TypeError);
});

test("a connect that does not heed its signal delays nothing, and what it opens late is closed", async () => {
  const origin = new Origin(() => ({ do: "stream", chunks: [], after: "hold" }));
  let proceed = (): void => {};
  const token = new Promise<void>((resolve) => {
    proceed = resolve;
  });
  const source = reconnect(async () => {
    await token;
    return origin.connectSSE();
  });
  const next = source[Symbol.asyncIterator]().next();
  await settled();
  source.close();
  expect(await next).toEqual({ done: true, value: undefined });
  proceed();
  await settled();
  expect([origin.requests.length, origin.live]).toEqual([1, 0]);
});

test("calls of next() that overlap are answered in order", async () => {
  const origin = new Origin((_, request) =>
    request === 1 ? { do: "stream", chunks: ["data: a\n\ndata: b\n\n"], after: "end" } : { do: "respond", status: 204 },
  );
  const clock = new ManualClock();
  const iterator = reconnect((resume) => origin.connectSSE(resume), { clock })[Symbol.asyncIterator]();
  const results = await runUntil(Promise.all([iterator.next(), iterator.next(), iterator.next(), iterator.next()]), clock);
  expect(results.map(({ value }) => value?.data)).toEqual(["a", "b", undefined, undefined]);
});

test("onStateChange may close the source, at any state", async () => {
  for (const moment of ["connecting", "open", "waiting"]) {
    const clock = new ManualClock();
    const origin = new Origin((_, request) =>
      request === 1 ? { do: "stream", chunks: ["data: a\n\n"], after: "drop" } : { do: "respond", status: 204 },
    );
    const source = reconnect((resume) => origin.connectSSE(resume), {
      clock,
      onStateChange: (state) => state === moment && source.close(),
    });
    const consume = async () => {
      for await (const _ of source);
    };
    await runUntil(consume(), clock);
    expect({ moment, live: origin.live, timers: clock.pending, state: source.state }).toEqual({
      moment,
      live: 0,
      timers: 0,
      state: "closed",
    });
  }
});

test("what onStateChange throws ends the iteration", async () => {
  for (const moment of ["connecting", "open", "waiting"]) {
    const clock = new ManualClock();
    const origin = new Origin(() => ({ do: "stream", chunks: [], after: "drop" }));
    const onStateChange = (state: string) => {
      if (state === moment) throw new Error(`not ${moment}`);
    };
    const iterator = reconnect((resume) => origin.connectSSE(resume), { clock, onStateChange })[Symbol.asyncIterator]();
    await expect(runUntil(iterator.next(), clock)).rejects.toThrow(`not ${moment}`);
    expect({ moment, live: origin.live, timers: clock.pending }).toEqual({ moment, live: 0, timers: 0 });
  }
});

test("leaving the loop ends the iteration of the connection, so that an async generator runs its finally", async () => {
  let finished = false;
  async function* events() {
    try {
      yield { id: "1", data: "a" };
    } finally {
      finished = true;
    }
  }
  for await (const _ of reconnect(() => ({ [Symbol.asyncIterator]: events, close() {} }))) break;
  await settled();
  expect(finished).toBe(true);
});

describe("what onStateChange throws when the source has closed", () => {
  const mine = new Error("mine");
  const onStateChange = (state: string): void => {
    if (state === "closed") throw mine;
  };

  test("is thrown by the loop after a clean end and after a failure", async () => {
    for (const status of [204, 404]) {
      const origin = new Origin(() => ({ do: "respond", status }));
      const iterator = reconnect((resume) => origin.connectSSE(resume), { onStateChange })[Symbol.asyncIterator]();
      await expect(iterator.next()).rejects.toBe(mine);
      expect(await iterator.next()).toEqual({ done: true, value: undefined });
    }
  });

  test("is thrown by the loop after an abort, and other streams of the signal end as well", async () => {
    const controller = new AbortController();
    const origin = new Origin(() => ({ do: "stream", chunks: [], after: "hold" }));
    const begin = (options: ReconnectOptions) => {
      const source = reconnect((resume) => origin.connectSSE(resume), { signal: controller.signal, ...options });
      return source[Symbol.asyncIterator]().next();
    };
    const results = Promise.allSettled([begin({ onStateChange }), begin({})]);
    await settled();
    controller.abort("enough");
    expect((await results).map((result) => result.status === "rejected" && result.reason)).toEqual([mine, "enough"]);
    expect(origin.live).toBe(0);
  });

  test("is thrown by close(), and a next() that waits ends", async () => {
    const origin = new Origin(() => ({ do: "stream", chunks: [], after: "hold" }));
    const source = reconnect((resume) => origin.connectSSE(resume), { onStateChange });
    const next = source[Symbol.asyncIterator]().next();
    await settled();
    expect(() => source.close()).toThrow(mine);
    expect(await next).toEqual({ done: true, value: undefined });
    expect(origin.live).toBe(0);
  });
});

test("the timer of a wait keeps the process alive, unless told otherwise where there is unref", async () => {
  for (const unref of [undefined, true, false]) {
    let unrefs = 0;
    const timer = { unref: () => unrefs++ };
    const clock: Clock = { now: () => 0, setTimeout: () => timer, clearTimeout() {} };
    const source = reconnect((resume) => new Origin(() => ({ do: "refuse" })).connectSSE(resume), { clock, unref });
    void source[Symbol.asyncIterator]().next();
    await settled();
    expect([source.state, unrefs]).toEqual(["waiting", unref === true ? 1 : 0]);
    source.close();
  }
});
