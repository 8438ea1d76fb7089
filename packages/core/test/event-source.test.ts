import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { EventSource, type ServerSentEvent, type SSEResponse } from "../src/index.ts";
import { collect, failureOf, feed, over, streamHeaders } from "./feed.ts";
import { settled } from "./reconnect-world.ts";

describe("a response as an event source", () => {
  it("yields events from a Response already in hand, and ends when its body ends", async () => {
    const source = new EventSource(new Response("id: 7\ndata: a\n\ndata: b\n\ndata: cut off", { headers: streamHeaders }));
    expect(source.response).toBeInstanceOf(Response);
    const seen: ServerSentEvent[] = [];
    for await (const event of source) seen.push(event);
    // #event-stream-interpretation: an incomplete event at the end is discarded.
    expect(seen.map(({ event, data, id, retry }) => [event, data, id, retry])).toEqual([
      ["message", "a", "7", undefined],
      ["message", "b", "7", undefined],
    ]);
  });

  it("shows the event that the end cut off, which the specification discards: #event-stream-interpretation", async () => {
    const cut = over(new Response("data: a\n\nid: 2\ndata: cut o").body);
    expect(cut.unfinishedEvent).toBeUndefined();
    expect(await collect(cut)).toEqual(["a"]);
    expect(cut.unfinishedEvent).toMatchObject({ data: "cut o", id: "2" });
    expect(cut.lastEventId).toBe("");
    const whole = over(new Response("data: a\n\n: bye\n").body);
    await collect(whole);
    expect(whole.unfinishedEvent).toBeUndefined();
  });

  it("knows which events have an id field of their own (#dispatchMessage)", async () => {
    const { body, send, end } = feed();
    const source = over(body, { lastEventId: "1" });
    // Cut so that IDs repeat within a chunk and across two, are reset, invalid, and come in a block without data.
    send("id: 1\ndata: a\n\ndata: b\n\nid: 1\ndata: c\n\nid: 2\ndata: d\n\n");
    send("data: e\n\nid: 2\ndata: f\n\nid\ndata: g\n\nid:\ndata: h\n\n");
    send("id: 3\n\ndata: i\n\nid: 4\0\ndata: j\n\nid: 4\ndata: k\n\n");
    end();
    const own: string[] = [];
    for await (const { data } of source) if (source.hasOwnId) own.push(data);
    expect(own).toEqual(["a", "c", "d", "f", "g", "h", "k"]);
  });

  it("ends at once on 204 without asking for a content type", async () => {
    expect(await collect(over(null, {}, { status: 204, headers: {} }))).toEqual([]);
  });

  it("ends at once when there is no body", async () => {
    expect(await collect(over(null))).toEqual([]);
  });

  // https://www.rfc-editor.org/rfc/rfc9110#section-5.3
  it.each<[string, object]>([
    [
      "pairs",
      [
        ["X-A", "1"],
        ["x-a", "2"],
        ["content-type", "text/event-stream"],
      ],
    ],
    ["a record in two spellings", { "X-A": "1", "x-a": ["2"], "Content-Type": "text/event-stream" }],
    [
      "a Map",
      new Map([
        ["X-A", ["1", "2"]],
        ["Content-Type", ["text/event-stream"]],
      ]),
    ],
  ])("joins the values of a header that came twice, whether as %s", async (_, headers) => {
    const source = new EventSource({ status: 200, headers: headers as Record<string, string>, body: "data: a\n\n", raw: 1 });
    expect(source.headers.get("X-a")).toBe("1, 2");
    expect(await collect(source)).toEqual(["a"]);
  });

  it("prints no response, in which clients keep the request's headers, even with hidden members and getters", () => {
    const raw = { config: { headers: { authorization: "TOKEN" } } };
    const source = new EventSource({ status: 200, headers: streamHeaders, body: "", raw }, { label: "GET http://h/p" });
    const options = { depth: 9, showHidden: true, getters: true, breakLength: Number.POSITIVE_INFINITY };
    for (const text of [inspect(source, { breakLength: 200 }), inspect(source, options), inspect({ source }, options)]) {
      expect(text).toContain("EventSource { label: 'GET http://h/p', status: 200, lastEventId: '', complete: false }");
      expect(text).not.toContain("TOKEN");
    }
  });

  it("refuses a second iteration, and says so", async () => {
    const source = over(null);
    await collect(source);
    expect(() => source.iterSSE()).toThrow(new TypeError("Expected one iteration, got a second"));
    await expect(collect(source)).rejects.toThrow(TypeError);
  });

  it("refuses anything that isn't a response, and says where it may come from", () => {
    const hint = ": let interceptors and wrappers of the client return the response, not its data";
    // @ts-expect-error what JavaScript users can still do
    expect(() => new EventSource("data: a")).toThrow(new TypeError(`Expected a response, got string${hint}`));
    // @ts-expect-error what JavaScript users can still do
    expect(() => new EventSource(undefined)).toThrow(new TypeError(`Expected a response, got undefined${hint}`));
  });

  it("refuses a body that was read, before or after the source was made, and can still be closed", async () => {
    const read = new Response("data: a\n\n", { headers: streamHeaders });
    await read.text();
    await expect(collect(new EventSource(read))).rejects.toThrow(new TypeError("Expected an unread body, got a used one"));
    const source = over(feed().body);
    source.response.body?.getReader();
    await expect(collect(source)).rejects.toThrow(new TypeError("Expected an unread body, got a used one"));
    const closed = over(feed().body);
    closed.response.body?.getReader();
    closed.close();
  });

  it("refuses options that cannot be used", () => {
    expect(() => over(null, { idleTimeout: -1 })).toThrow(new RangeError("idleTimeout: expected milliseconds, got -1"));
    expect(() => over(null, { idleTimeout: Number.NaN })).toThrow(RangeError);
    expect(() => over(null, { maxEventSize: 0 })).toThrow(RangeError);
  });
});

describe("refused responses", () => {
  it.each([
    ["application/json", "application/json"],
    ["text/event-streamx", "text/event-streamx"],
    ['text/html; x=", text/event-stream ,"', 'text/html; x=", text/event-stream ,"'],
    [undefined, "none"],
  ])("content type %s isn't an event stream", async (type, shown) => {
    const response: SSEResponse<string> = { status: 200, headers: { get: () => type }, body: new Response("oops").body, raw: "raw" };
    const error = await failureOf(collect(new EventSource(response, { label: "GET http://h/p" })));
    expect(error).toMatchObject({
      name: "SSEError",
      code: "ERR_SSE_CONTENT_TYPE",
      message: `GET http://h/p: expected content type text/event-stream, got ${shown}`,
      body: "oops",
      response: "raw",
    });
  });

  it.each(["text/event-stream", "TEXT/Event-Stream; charset=utf-8", "text/html, text/event-stream", "text/event-stream;x=1, text/html"])(
    "content type %s is an event stream",
    async (type) => {
      expect(await collect(over(new Response("data: a\n\n").body, {}, { headers: { "content-type": type } }))).toEqual(["a"]);
    },
  );

  it("keeps at most 64 KiB of the body, then cancels the rest", async () => {
    const { body, send, canceled } = feed();
    const failed = failureOf(collect(over(body, {}, { status: 500 })));
    for (let sent = 0; sent < 70_000; sent += 1_000) send("x".repeat(1_000));
    expect(await failed).toMatchObject({ code: "ERR_SSE_STATUS", body: "x".repeat(65_536) });
    await canceled;
  });

  it("does not wait longer than a second for a body that does not end, and keeps what came", async () => {
    const { body, send, canceled } = feed();
    const failed = failureOf(collect(over(body, {}, { status: 503 })));
    send("try later");
    expect(await failed).toMatchObject({ code: "ERR_SSE_STATUS", body: "try later" });
    await canceled;
  });

  it("keeps what came of a body that breaks off", async () => {
    const { body, send, fail } = feed();
    const failed = failureOf(collect(over(body, {}, { status: 503 })));
    send("try la");
    setTimeout(fail, 5, new Error("reset"));
    expect(await failed).toMatchObject({ code: "ERR_SSE_STATUS", body: "try la" });
  });

  it("can be closed and aborted while its body is read", async () => {
    const first = feed();
    const source = over(first.body, {}, { status: 500 });
    const loop = collect(source);
    source.close();
    expect(await loop).toEqual([]);

    const controller = new AbortController();
    const second = collect(over(feed().body, { signal: controller.signal }, { status: 500 }));
    controller.abort("mine");
    expect(await failureOf(second)).toBe("mine");
  });
});

describe("closing", () => {
  it("settles a waiting next() at once, on close() and on return()", async () => {
    for (const how of ["close", "return"] as const) {
      const { body, canceled } = feed();
      const source = over(body);
      const iterator = source.iterSSE();
      const waiting = [iterator.next(), iterator.next()];
      if (how === "close") source.close();
      else expect(await iterator.return?.("value")).toEqual({ done: true, value: "value" });
      expect(await Promise.all(waiting)).toEqual([
        { done: true, value: undefined },
        { done: true, value: undefined },
      ]);
      await canceled;
      expect(await iterator.next()).toEqual({ done: true, value: undefined });
    }
  });

  it("aborts the controller that it was given, also when it was never iterated", async () => {
    const controller = new AbortController();
    const { body, canceled } = feed();
    const source = over(body, { controller });
    await source[Symbol.asyncDispose]();
    expect(controller.signal.aborted).toBe(true);
    await canceled;
    expect(await collect(source)).toEqual([]);
  });

  it("does not abort the controller when the stream ended by itself", async () => {
    const controller = new AbortController();
    await collect(over(new Response("data: a\n\n").body, { controller }));
    expect(controller.signal.aborted).toBe(false);
  });

  it("throws the caller's own reason, whatever it is, and drops what had not been asked for", async () => {
    const controller = new AbortController();
    const source = over(feed().body, { signal: controller.signal });
    const iterator = source.iterSSE();
    const waiting = iterator.next();
    controller.abort({ any: "value" });
    expect(await failureOf(waiting)).toEqual({ any: "value" });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });

    const before = over(feed().body, { signal: AbortSignal.abort("early") });
    expect(await failureOf(collect(before))).toBe("early");
  });

  it("leaves no listener on the caller's signal, however it ends", async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      listeners++;
      addEventListener.apply(signal, args);
    };
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      listeners--;
      removeEventListener.apply(signal, args);
    };
    await collect(over(new Response("data: a\n\n").body, { signal }));
    await failureOf(collect(over(null, { signal }, { status: 500 })));
    over(feed().body, { signal }).close();
    const dropped = feed();
    const drop = failureOf(collect(over(dropped.body, { signal })));
    dropped.fail(new Error("reset"));
    await drop;
    expect(listeners).toBe(0);
  });

  it("can be closed by onComment, after the events before that comment", async () => {
    const source: EventSource<Response> = over(new Response("data: a\n\n: stop\ndata: b\n\n").body, { onComment: () => source.close() });
    const iterator = source.iterSSE();
    expect((await iterator.next()).value).toMatchObject({ data: "a" });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it.each<[string, () => Promise<Uint8Array>]>([
    ["more bytes", async () => new TextEncoder().encode(": late\ndata: late\n\n")],
    ["an error", () => Promise.reject(new Error("late"))],
  ])("does not care for %s from a body that goes on after it was closed", async (_, read) => {
    let goOn = (): void => {};
    async function* bytes(): AsyncGenerator<Uint8Array> {
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
      yield read();
    }
    const comments: string[] = [];
    const source = new EventSource(
      { status: 200, headers: { get: () => "text/event-stream" }, body: bytes(), raw: null },
      { onComment: (comment) => comments.push(comment) },
    );
    const iterator = source.iterSSE();
    const waiting = iterator.next();
    source.close();
    await waiting;
    goOn();
    await new Promise(setImmediate);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(comments).toEqual([]);
  });

  it("leaves no timer behind, which would keep the process alive", async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;
    const before = timers();
    for (const source of [over(feed().body, { idleTimeout: 600_000 }), over(feed().body, {}, { status: 500 })]) {
      const waiting = source.iterSSE().next();
      expect(timers()).toBe(before + 1);
      source.close();
      await waiting;
      await settled();
      expect(timers()).toBe(before);
    }
  });

  it("lets an error of onComment end the loop as it is", async () => {
    const mine = new Error("mine");
    const source = over(new Response("data: a\n\n: stop\ndata: b\n\n").body, {
      onComment() {
        throw mine;
      },
    });
    const iterator = source.iterSSE();
    expect((await iterator.next()).value).toMatchObject({ data: "a" });
    expect(await failureOf(iterator.next())).toBe(mine);
  });
});

describe("faults", () => {
  it("delivers every complete event before a drop, then ERR_SSE_DISCONNECTED with its cause", async () => {
    const { body, send, fail } = feed();
    const iterator = over(body, { label: "GET http://h/" }).iterSSE();
    const first = iterator.next();
    send("data: a\n\ndata: b\n\ndata: half");
    expect((await first).value).toMatchObject({ data: "a" });
    const cause = Object.assign(new Error("reset"), { code: "ECONNRESET" });
    fail(cause);
    expect((await iterator.next()).value).toMatchObject({ data: "b" });
    expect(await failureOf(iterator.next())).toMatchObject({
      code: "ERR_SSE_DISCONNECTED",
      cause,
      message: "GET http://h/: expected a clean end, got ECONNRESET (reset)",
    });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it("delivers the events before one that is too large, and cancels the body without waiting for them to be asked for", async () => {
    const { body, send, canceled } = feed();
    const iterator = over(body, { maxEventSize: 10 }).iterSSE();
    const first = iterator.next();
    send(`data: a\n\ndata: ${"x".repeat(20)}`);
    await canceled;
    expect((await first).value).toMatchObject({ data: "a" });
    expect(await failureOf(iterator.next())).toMatchObject({ code: "ERR_SSE_EVENT_TOO_LARGE", response: expect.any(Response) });
  });

  it("gets to the bottom of a cause that has none", async () => {
    const { body, fail } = feed();
    const failed = failureOf(collect(over(body)));
    const cause = new Error("round");
    cause.cause = cause;
    fail(cause);
    expect(await failed).toMatchObject({ message: "Expected a clean end, got round" });
  });

  it("forgets a fault that nobody has heard of when it is closed", async () => {
    const { body, send, canceled } = feed();
    const source = over(body, { maxEventSize: 10 });
    const iterator = source.iterSSE();
    const first = iterator.next();
    send(`data: a\n\ndata: ${"x".repeat(20)}`);
    await Promise.all([first, canceled]);
    source.close();
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it("counts a comment as a sign of life, and silence as death after idleTimeout", async () => {
    const { body, send, canceled } = feed();
    const comments: string[] = [];
    const source = over(body, {
      idleTimeout: 150,
      onComment: (comment) => {
        comments.push(comment);
        if (comments.length < 4) setTimeout(send, 60, ": alive\n");
      },
    });
    const failed = failureOf(collect(source));
    send(": alive\n");
    expect(await failed).toMatchObject({
      code: "ERR_SSE_IDLE_TIMEOUT",
      message: "Expected a byte within 150 ms (idleTimeout), got none",
    });
    expect(comments).toHaveLength(4);
    await canceled;
  });
});
