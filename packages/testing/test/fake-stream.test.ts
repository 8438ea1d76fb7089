import type { SSEError } from "@sse/core";
import { reconnect } from "@sse/core";
import { describe, expect, it } from "vitest";
import { fakeStream, manualClock } from "../src/index.ts";
import { clients, collect, failureOf } from "./clients.ts";

describe.each(clients)("a fake stream over %s", (_, over) => {
  it("sends what it was told before and while its client reads", async () => {
    const stream = fakeStream();
    stream
      .send({ event: "greeting", data: "hello", id: 1 })
      .comment("ping")
      .send({ data: { token: "a" } });
    const source = await over(stream)("GET", "http://fake.test/events");
    const iterator = source.iterSSE();
    expect((await iterator.next()).value).toMatchObject({ event: "greeting", data: "hello", id: "1" });
    expect((await iterator.next()).value).toMatchObject({ event: "message", data: '{"token":"a"}' });
    const third = iterator.next();
    stream.raw("data: wh").raw("ole\n\n");
    expect((await third).value).toMatchObject({ data: "whole" });
    stream.end();
    expect((await iterator.next()).done).toBe(true);
    expect(await stream.closed).toMatchObject({ by: "server", how: "end" });
  });

  it("keeps each request", async () => {
    const stream = fakeStream().end();
    const request = { body: '{"a":"ü"}', headers: { "content-type": "application/json" }, lastEventId: "é7" };
    await collect(await over(stream)("POST", "http://fake.test/chat?q=1", request));
    expect(stream.requests).toHaveLength(1);
    expect(stream.requests[0]).toMatchObject({ method: "POST", url: "http://fake.test/chat?q=1", body: '{"a":"ü"}', lastEventId: "é7" });
    expect(stream.requests[0]?.headers).toMatchObject({ accept: "text/event-stream", "content-type": "application/json" });
    expect(await stream.request(0)).toBe(stream.requests[0]);
  });

  it("drops after the events before it, and is resumed after the last of them", async () => {
    const clock = manualClock();
    const stream = fakeStream({ clock });
    stream.send({ id: 1, data: "one" }).drop();
    stream.send({ id: 2, data: "two" }).end();
    const connect = over(stream);
    const events = reconnect((resume) => connect("GET", "http://fake.test/", { ...resume }), { clock });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { data } of events) if (seen.push(data) === 2) break;
    })();
    await clock.runUntil(reading);
    expect(seen).toEqual(["one", "two"]);
    expect(stream.requests.map(({ lastEventId }) => lastEventId)).toEqual(["", "1"]);
    expect(await stream.requests[0]?.closed).toEqual({ by: "server", how: "drop", bytes: 17 });
  });

  it("drops with an error of the test's own", async () => {
    const mine = new Error("mine");
    const stream = fakeStream().send({ data: "1" }).drop(mine);
    const error = await failureOf(collect(await over(stream)("GET", "http://fake.test/")));
    expect(error).toMatchObject({ code: "ERR_SSE_DISCONNECTED" });
    let cause: unknown = error;
    while (cause instanceof Error && cause !== mine) cause = cause.cause;
    expect(cause).toBe(mine);
  });

  it("sends a reply's body as JSON unless it is text, under the content type that is given", async () => {
    const stream = fakeStream();
    for (const headers of [{}, { "Content-Type": "application/problem+json" }]) {
      stream.reply({ status: 429, headers, body: { error: { message: "slow down" } } });
      const error = await failureOf(collect(await over(stream)("GET", "http://fake.test/")));
      expect(error).toMatchObject({ code: "ERR_SSE_STATUS", body: '{"error":{"message":"slow down"}}' });
      const expected = headers["Content-Type"] ?? "application/json";
      expect((error as SSEError).headers?.get("content-type")).toBe(expected);
    }
  });

  it("answers as it is told, and refuses", async () => {
    const stream = fakeStream();
    stream.reply({ status: 401, headers: { "Content-Type": "application/json" }, body: '{"error":"no token"}' });
    stream.reply({ status: 204 }).refuse();
    stream
      .reply({ headers: { "x-request-id": "7" } })
      .send({ data: "at last" })
      .end();
    const connect = over(stream);
    expect(await failureOf(collect(await connect("GET", "http://fake.test/")))).toMatchObject({
      status: 401,
      body: '{"error":"no token"}',
    });
    expect(await collect(await connect("GET", "http://fake.test/"))).toEqual([]);
    expect(await failureOf(connect("GET", "http://fake.test/"))).toMatchObject({ code: "ERR_SSE_CONNECT" });
    const last = await connect("GET", "http://fake.test/");
    expect(last.headers.get("x-request-id")).toBe("7");
    expect(await collect(last)).toEqual(["at last"]);
    expect((await Promise.all(stream.requests.map(({ closed }) => closed))).map(({ by, how }) => `${by} ${how}`)).toEqual([
      "server end",
      "server end",
      "server refused",
      "server end",
    ]);
  });

  it("says when its client left, and after how many bytes", async () => {
    const stream = fakeStream().send({ data: "1" }).send({ data: "2" });
    for await (const _ of await over(stream)("GET", "http://fake.test/")) break;
    const end = await stream.closed;
    expect(end).toMatchObject({ by: "client", how: "left" });
    expect(end.bytes).toBeGreaterThanOrEqual(9);
  });

  it("stalls until the idle timeout of the same clock ends it, and delays on that clock", async () => {
    const clock = manualClock();
    const stream = fakeStream({ clock }).send({ data: "1" }).delay(20_000).send({ data: "2" }).stall();
    const source = await over(stream)("GET", "http://fake.test/", { clock, idleTimeout: 30_000 });
    const iterator = source.iterSSE();
    expect((await iterator.next()).value).toMatchObject({ data: "1" });
    const second = iterator.next();
    await clock.advance(20_000);
    expect((await second).value).toMatchObject({ data: "2" });
    const third = failureOf(iterator.next());
    await clock.advance(30_000);
    expect(await third).toMatchObject({ code: "ERR_SSE_IDLE_TIMEOUT" });
    expect(await stream.closed).toMatchObject({ by: "client", how: "left" });
  });

  it("never answers if its test says so, until the connect timeout ends it", async () => {
    const clock = manualClock();
    const stream = fakeStream({ clock }).reply({ delay: Number.POSITIVE_INFINITY });
    const connecting = failureOf(over(stream)("GET", "http://fake.test/", { clock, connectTimeout: 5_000 }));
    await stream.request(0);
    await clock.advance(5_000);
    expect(await connecting).toMatchObject({ code: "ERR_SSE_CONNECT_TIMEOUT" });
    expect(await stream.closed).toMatchObject({ by: "client", how: "left" });
  });
});

describe("a fake stream's commands", () => {
  it("are checked when they are given", () => {
    const stream = fakeStream();
    expect(() => stream.send({ data: "x", id: "a\nb" })).toThrow(new TypeError('id: expected text without CR, LF and U+0000, got "a\\nb"'));
    expect(() => stream.send({ event: "a\0b", data: "x" })).toThrow(TypeError);
    expect(() => stream.send({ retry: 1.5 })).toThrow(new RangeError("retry: expected a whole number of milliseconds, got 1.5"));
    expect(() => stream.send({ data: () => {} })).toThrow(TypeError);
    // @ts-expect-error what JavaScript users can still do
    expect(() => stream.send({ text: "x" })).toThrow(
      new TypeError('Expected event, data, id or retry, or one of comment, raw, delay, stall, drop, end, got "text"'),
    );
    // @ts-expect-error what JavaScript users can still do
    expect(() => stream.comment(7)).toThrow(TypeError);
    // @ts-expect-error what JavaScript users can still do
    expect(() => stream.raw(7)).toThrow(TypeError);
    expect(() => stream.delay(-1)).toThrow(TypeError);
    // @ts-expect-error what JavaScript users can still do
    expect(() => stream.drop("softly")).toThrow(TypeError);
    expect(() => stream.reply({ status: 42 })).toThrow(TypeError);
    expect(() => stream.reply({ delay: Number.NaN })).toThrow(TypeError);
    expect(() => stream.reply(503 as never)).toThrow(new TypeError("reply: expected an object such as { status: 503 }, got 503"));
    // @ts-expect-error a number as text
    expect(() => stream.delay("5")).toThrow(new TypeError('delay: expected milliseconds that a timer can hold, got "5"'));
    // @ts-expect-error a misspelt name
    expect(() => stream.reply({ statuss: 503 })).toThrow(new TypeError('reply: expected status, headers, body, delay, got "statuss"'));
    expect(() => stream.reply({ body: () => {} })).toThrow(
      new TypeError("body: expected text or a value that JSON can carry, got function"),
    );
  });

  it("know each event's data by an event map", () => {
    const stream = fakeStream<{ message: string; progress: { percent: number } }>();
    stream.send({ data: "text" }).send({ event: "progress", data: { percent: 5 } });
    // @ts-expect-error the data of another event
    stream.send({ event: "progress", data: "text" });
    // @ts-expect-error an event that isn't in the map
    stream.send({ event: "other", data: "text" });
  });

  it("that were meant for a connection whose client has left don't reach the next", async () => {
    const stream = fakeStream().send({ data: "1" }).send({ data: "2" });
    const [, over] = clients[0] ?? expect.unreachable();
    for await (const _ of await over(stream)("GET", "http://fake.test/")) break;
    await stream.closed;
    stream.send({ data: "3" }).end();
    expect(await collect(await over(stream)("GET", "http://fake.test/"))).toEqual(["3"]);
  });
});
