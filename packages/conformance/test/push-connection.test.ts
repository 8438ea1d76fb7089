import { describe, expect, it } from "vitest";
import { type ConnectionCallbacks, pushConnection } from "../src/index.ts";

const event = (data: string) => ({ event: "message", data, id: "" });

/** A client under control: what it is told, and how often it was stopped. */
function client(atStart: (callbacks: ConnectionCallbacks) => void = () => {}) {
  let callbacks: ConnectionCallbacks | undefined;
  const seen = { stops: 0 };
  const connecting = pushConnection((given) => {
    callbacks = given;
    atStart(given);
    return () => seen.stops++;
  });
  if (!callbacks) throw new Error("the client wasn't started");
  return { connecting, seen, ...callbacks };
}

describe("pushConnection", () => {
  it("delivers the events that were pushed before and during the iteration, then ends, and stops the client once", async () => {
    const { connecting, seen, ...push } = client();
    push.open();
    push.event(event("1"));
    const iterator = (await connecting)[Symbol.asyncIterator]();
    expect(await iterator.next()).toEqual({ done: false, value: event("1") });
    const waiting = [iterator.next(), iterator.next()];
    push.event(event("2"));
    push.end();
    push.end();
    push.event(event("too late"));
    expect(await Promise.all(waiting)).toEqual([
      { done: false, value: event("2") },
      { done: true, value: undefined },
    ]);
    expect(seen.stops).toBe(1);
  });

  it("throws a failure once, after the events that came before it", async () => {
    const { connecting, seen, ...push } = client();
    push.event(event("1"));
    push.fail(new Error("broken"));
    const iterator = (await connecting)[Symbol.asyncIterator]();
    expect(await iterator.next()).toEqual({ done: false, value: event("1") });
    await expect(iterator.next()).rejects.toThrow("broken");
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(seen.stops).toBe(1);
  });

  it("rejects if the client fails, ends or throws before it is open", async () => {
    const failing = client(({ fail }) => fail(new Error("refused")));
    await expect(failing.connecting).rejects.toThrow("refused");
    expect(failing.seen.stops).toBe(1);
    await expect(client(({ end }) => end()).connecting).rejects.toThrow("the connection ended before it was open");
    const throwing = pushConnection(() => {
      throw new TypeError("no such URL");
    });
    await expect(throwing).rejects.toThrow("no such URL");
  });

  it.each(["close", "leave the loop"])("stops the client when its consumer does this: %s", async (way) => {
    const { connecting, seen, ...push } = client();
    push.open();
    push.event(event("1"));
    push.event(event("2"));
    const connection = await connecting;
    if (way === "close") connection.close();
    else for await (const _ of connection) break;
    expect(seen.stops).toBe(1);
    expect(await connection[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined });
  });

  it("ends a loop that waits when it is closed", async () => {
    const { connecting, open } = client();
    open();
    const connection = await connecting;
    const waiting = connection[Symbol.asyncIterator]().next();
    connection.close();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  it("shows what the client shows, as it is at the time", async () => {
    const { connecting, open } = client();
    let id = "1";
    open({
      response: { status: 200, headers: new Headers() },
      get lastEventId() {
        return id;
      },
    });
    const connection = await connecting;
    id = "2";
    expect({ status: connection.response?.status, id: connection.lastEventId, time: connection.reconnectionTime }).toEqual({
      status: 200,
      id: "2",
      time: undefined,
    });
  });
});
