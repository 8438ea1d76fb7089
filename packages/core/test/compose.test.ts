import { filter, map, take } from "@sse/core/compose";
import { describe, expect, expectTypeOf, it } from "vitest";
import { type AckableEvent, type EventSource, reconnect, ServerSentEvent } from "../src/index.ts";
import { failureOf, feed, over } from "./feed.ts";
import { ManualClock, Origin, runUntil, settled } from "./reconnect-world.ts";

const three = "id: 1\ndata: a\n\nid: 2\ndata: b\n\nid: 3\ndata: c\n\n";
const overText = (text: string, options = {}): EventSource<Response> => over(new Response(text).body, options);

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of source) values.push(value);
  return values;
}

async function* generated<T>(...values: T[]): AsyncGenerator<T> {
  yield* values;
}

describe("map", () => {
  it("yields what the function returns, in order, also from an async one", async () => {
    expect(await all(map(overText(three), ({ data }) => data.toUpperCase()))).toEqual(["A", "B", "C"]);
    const late = async ({ data }: ServerSentEvent) => {
      if (data === "a") await settled();
      return data;
    };
    expect(await all(map(overText(three), late))).toEqual(["a", "b", "c"]);
  });

  it("yields undefined and null like any value", async () => {
    expect(await all(map(generated(1, 2), (value) => (value === 1 ? undefined : null)))).toEqual([undefined, null]);
  });

  it("calls the function for one event at a time, when that one is asked for", async () => {
    const calls: string[] = [];
    const iterator = map(overText(three), ({ data }) => calls.push(data))[Symbol.asyncIterator]();
    await settled();
    expect(calls).toEqual([]);
    await iterator.next();
    await settled();
    expect(calls).toEqual(["a"]);
  });

  it.each([
    ["throws", () => expect.fail("mine")],
    ["rejects", async () => expect.fail("mine")],
  ])("closes the source and throws the same when the function %s", async (_, fn) => {
    const { body, send, canceled } = feed();
    const failing = failureOf(all(map(over(body), fn)));
    send("data: a\n\n");
    expect(await failing).toMatchObject({ message: "mine" });
    await canceled;
  });
});

describe("filter", () => {
  it("yields the events for which the predicate is true, also an async one", async () => {
    expect(
      await all(
        map(
          filter(overText(three), ({ data }) => data !== "b"),
          ({ data }) => data,
        ),
      ),
    ).toEqual(["a", "c"]);
    expect(await all(filter(generated(1, 2, 3), async (value) => value > 1))).toEqual([2, 3]);
  });

  it("narrows by a type guard", async () => {
    const isText = (value: string | number): value is string => typeof value === "string";
    const texts = await all(filter(generated<string | number>(1, "a"), isText));
    expectTypeOf(texts).toEqualTypeOf<string[]>();
    expect(texts).toEqual(["a"]);
  });
});

describe("take", () => {
  it("yields the first events, and closes the source with the last of them", async () => {
    const { body, send, canceled } = feed();
    const source = take(over(body), 2);
    const iterator = source[Symbol.asyncIterator]();
    send(three);
    expect([(await iterator.next()).value?.data, (await iterator.next()).value?.data]).toEqual(["a", "b"]);
    await canceled;
    expect(source.complete).toBe(true);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it("answers several calls of next() that wait at the same time", async () => {
    const { body, send } = feed();
    const iterator = take(over(body), 2)[Symbol.asyncIterator]();
    const waiting = [iterator.next(), iterator.next(), iterator.next(), iterator.next()];
    send(three);
    expect((await Promise.all(waiting)).map(({ value }) => value?.data)).toEqual(["a", "b", undefined, undefined]);
  });

  it("yields all events of a source that has fewer", async () => {
    expect(await all(take(generated(1, 2), 3))).toEqual([1, 2]);
  });

  it("with 0 closes the source right away, and yields nothing", async () => {
    const { body, canceled } = feed();
    const source = take(over(body), 0);
    await canceled;
    expect(await all(source)).toEqual([]);
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "2" as never])("refuses %s", (count) => {
    expect(() => take(generated(1), count)).toThrow(new RangeError(`count: expected a whole number from 0 on, got ${count}`));
  });
});

describe("a composition", () => {
  it("shows the source's response, status, headers and label, and the type of the response", () => {
    const headers = { "content-type": "text/event-stream", "x-request-id": "7" };
    const composed = take(filter(map(over(null, { label: "GET /x" }, { headers }), String), Boolean), 1);
    expectTypeOf(composed.response).toEqualTypeOf<Response>();
    expectTypeOf(composed).toExtend<AsyncIterable<string>>();
    expect(composed.status).toBe(200);
    expect(composed.response).toBeInstanceOf(Response);
    expect(composed.headers?.get("X-Request-Id")).toBe("7");
    expect(composed.label).toBe("GET /x");
    expect(composed.ok).toBe(true);
    const plain = map(generated(1), String);
    expectTypeOf(plain.response).toEqualTypeOf<undefined>();
    expect([plain.response, plain.status, plain.lastEventId, plain.complete]).toEqual([undefined, undefined, "", false]);
  });

  it("passes on what the source throws, after the events before it", async () => {
    const { body, send, fail } = feed();
    const iterator = map(over(body), ({ data }) => data)[Symbol.asyncIterator]();
    send("data: a\n\n");
    expect(await iterator.next()).toEqual({ done: false, value: "a" });
    fail(new Error("reset"));
    expect(await failureOf(iterator.next())).toMatchObject({ code: "ERR_SSE_DISCONNECTED" });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it("can be iterated once, and refuses a source that was iterated before", async () => {
    const source = overText(three);
    const composed = map(source, String);
    await all(composed);
    expect(() => composed[Symbol.asyncIterator]()).toThrow(new TypeError("Expected one iteration, got a second"));
    expect(() => map(source, String)[Symbol.asyncIterator]()).toThrow(new TypeError("Expected one iteration, got a second"));
  });

  it("refuses what isn't a source or a function", () => {
    const promise = Promise.resolve(overText(three)) as never;
    expect(() => map(promise, String)).toThrow(
      new TypeError("Expected a source of events (an async iterable), got Promise: await it first"),
    );
    expect(() => map(overText(three), undefined as never)).toThrow(new TypeError("Expected a function, got undefined"));
    expect(() => filter(overText(three), true as never)).toThrow(new TypeError("Expected a function, got boolean"));
  });

  it("can be handed to reconnect as a connection", async () => {
    const clock = new ManualClock();
    const origin = new Origin((id) =>
      id === "3"
        ? { do: "respond", status: 204 }
        : { do: "stream", chunks: [id ? "id: 3\ndata: c\n\n" : "id: 1\ndata: a\n\nid: 2\ndata: b\n\n"], after: "drop" },
    );
    const events = reconnect(async (resume) => filter(await origin.connectSSE(resume), ({ data }) => data !== "b"), { clock });
    expect((await runUntil(all(events), clock)).map(({ data }) => data)).toEqual(["a", "c"]);
    expect(origin.requests.map(({ headers }) => headers["last-event-id"])).toEqual([undefined, "2", "3"]);
  });
});

describe("the position of a composition", () => {
  it("moves when an event is delivered or skipped, and not while its promise is pending", async () => {
    let settle = (_: boolean): void => {};
    const composed = filter(overText(three, { lastEventId: "0" }), () => new Promise<boolean>((resolve) => (settle = resolve)));
    const iterator = composed[Symbol.asyncIterator]();
    expect(composed.lastEventId).toBe("0");
    const first = iterator.next();
    await settled();
    expect(composed.lastEventId).toBe("0");
    settle(true);
    await first;
    expect(composed.lastEventId).toBe("1");
    const second = iterator.next();
    await settled();
    settle(false);
    await settled();
    expect(composed.lastEventId).toBe("2");
    composed.close();
    expect(await second).toEqual({ done: true, value: undefined });
    expect(composed.lastEventId).toBe("2");
  });

  it("is the source's at the end, which blocks without data move as well", async () => {
    const composed = map(
      map(overText(`${three}id: 4\n\n`), ({ data }) => data),
      String,
    );
    await all(composed);
    expect(composed.lastEventId).toBe("4");
  });

  it("is what reconnect counts as processed", async () => {
    const origin = new Origin(() => ({ do: "stream", chunks: [three], after: "hold" }));
    const source = reconnect((resume) => origin.connectSSE(resume));
    const composed = map(
      map(source, ({ data }) => data),
      String,
    );
    for await (const data of composed) {
      expect(composed.lastEventId).toBe(source.lastEventId);
      if (data === "c") break;
    }
    expect(composed.lastEventId).toBe("2");
  });

  it("moves over skipped events with ack: manual", async () => {
    const origin = new Origin(() => ({ do: "stream", chunks: [three], after: "hold" }));
    const source = reconnect((resume) => origin.connectSSE(resume), { ack: "manual" });
    const wanted = filter(source, ({ data }) => data === "c");
    for await (const event of wanted) {
      expectTypeOf(event).toEqualTypeOf<ServerSentEvent & AckableEvent>();
      expect(wanted.lastEventId).toBe("2");
      event.ack();
      break;
    }
    expect(wanted.lastEventId).toBe("3");
  });
});

describe("endAt", () => {
  const until = ({ data }: ServerSentEvent) => data === "b";

  it("ends an EventSource under any number of compositions, with the last event and its leftover", async () => {
    const composed = map(
      filter(overText(three), () => true),
      ({ data }) => data,
    );
    composed.endAt(until);
    expect(await all(composed)).toEqual(["a", "b"]);
    expect(composed.complete).toBe(true);

    const cut = map(overText('data: a\n\n{"error":1}'), ({ data }) => data);
    cut.endAt(until);
    expect(await failureOf(all(cut))).toMatchObject({ code: "ERR_SSE_TRUNCATED", body: '{"error":1}', event: { data: "a" } });
  });

  it("ends a source that has no endAt of its own", async () => {
    const letters = () => generated({ data: "a" }, { data: "b" }, { data: "c" });
    const composed = map(letters(), ({ data }) => data);
    composed.endAt(until);
    expect(await all(composed)).toEqual(["a", "b"]);
    expect(composed.complete).toBe(true);

    const exclusive = map(letters(), ({ data }) => data);
    exclusive.endAt("b");
    expect(await all(exclusive)).toEqual(["a"]);
    expect(exclusive.complete).toBe(true);

    const filtered = filter(letters(), ({ data }) => data === "a");
    filtered.endAt(until);
    expect(await all(filtered)).toEqual([{ data: "a" }]);

    const cut = map(letters(), ({ data }) => data);
    cut.endAt("d");
    expect(await failureOf(all(cut))).toMatchObject({ code: "ERR_SSE_TRUNCATED", event: new ServerSentEvent("message", "c") });
  });

  it("comes before the iteration", () => {
    const composed = map(overText(three), String);
    composed[Symbol.asyncIterator]();
    expect(() => composed.endAt("b")).toThrow(new TypeError("Expected endAt() before the iteration, got it after"));
  });
});
