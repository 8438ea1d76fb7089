import { type GuardOptions, guardSSE } from "@sse/core/guard";
import { describe, expect, it } from "vitest";
import { isSSEError, SSEDecoder } from "../src/index.ts";
import { failureOf, feed } from "./feed.ts";
import { chunksOf, guarded, readAll } from "./guard-fetch.ts";
import { ManualClock, settled } from "./reconnect-world.ts";

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** Lets quarters of the idle timeout pass. */
function idle(clock: ManualClock, quarters = 4): void {
  for (let passed = 0; passed < quarters; passed++) clock.next();
}

describe("what guardSSE writes", () => {
  it.each([
    ["CRLF", "event: a\r\ndata: 1\r\n\r\n", "event: a\ndata: 1\n\n"],
    ["CR", "data: 1\r\rdata: 2\r\r", "data: 1\n\ndata: 2\n\n"],
    ["a byte order mark", "\uFEFFdata: 1\n\n", "data: 1\n\n"],
    ["comments", ": hi\n\n:\ndata: 1\n: in between\n\n: bye\n\n", "data: 1\n\n"],
    ["fields in another order, and without the space", "id:7\ndata:1\nevent:a\nretry:5\n\n", "event: a\ndata: 1\nid: 7\nretry: 5\n\n"],
    ["unknown fields", "foo: 1\ndata: 1\nbar\n\n", "data: 1\n\n"],
    ["several lines of data", "data: 1\ndata: 2\ndata\n\n", "data: 1\ndata: 2\ndata: \n\n"],
    ["the default event type", "event: message\ndata: 1\n\n", "data: 1\n\n"],
    [
      "an ID that repeats, and one that is reset",
      "id: 1\ndata: a\n\nid: 1\ndata: b\n\nid\ndata: c\n\n",
      "data: a\nid: 1\n\ndata: b\n\ndata: c\nid: \n\n",
    ],
    ["blocks without data", "id: 1\n\nretry: 5\n\nevent: a\n\n", "id: 1\nretry: 5\n\n"],
    ["an event with empty data", "id: 1\ndata:\n\n", "data: \nid: 1\n\n"],
    ["U+0000 in an event type", "event: a\0b\ndata: 1\n\n", "event: a\0b\ndata: 1\n\n"],
    ["invalid UTF-8", Uint8Array.from([...utf8("data: "), 0xff, 10, 10]), "data: \uFFFD\n\n"],
    ["nothing", "", ""],
  ])("is canonical: %s", async (_, body, text) => {
    expect(await readAll(await guarded(body))).toEqual({ text, error: undefined });
  });

  it("keeps comments in their place if they are wanted", async () => {
    const { text } = await readAll(await guarded(":a\r\n\r\ndata: 1\n:  b\n\n:\n", { comments: true }));
    expect(text).toBe(": a\n\n:  b\n\ndata: 1\n\n: \n\n");
    const comments: string[] = [];
    new SSEDecoder({ onComment: (comment) => comments.push(comment) }).decode(text);
    expect(comments).toEqual(["a", " b", ""]);
  });

  it("passes each event on with the chunk that completes it", async () => {
    const { body, send, end } = feed();
    const { next } = chunksOf(await guarded(body));
    for (const [chunk, written] of [
      ["data: 1\r\r", "data: 1\n\n"],
      ["\ndata: 2\n\n", "data: 2\n\n"],
      ["id: 3\n\n", "id: 3\n\n"],
      ["retry: 4\n", "retry: 4\n\n"],
      ["data: 5\n\ndata: 6\n\nda", "data: 5\nretry: 4\n\ndata: 6\n\n"],
      ["ta: 7\n\n", "data: 7\n\n"],
    ] as const) {
      const reading = next();
      send(chunk);
      expect(await reading).toBe(written);
    }
    end();
    expect(await next()).toBeUndefined();
  });

  it("reads on over chunks that complete nothing", async () => {
    const { body, send } = feed();
    const waiting = chunksOf(await guarded(body)).next();
    for (const chunk of [": ping\n\n", "data", ": 1", "\n", "\n"]) {
      await settled();
      send(chunk);
    }
    expect(await waiting).toBe("data: 1\n\n");
  });

  it("reads nothing that isn't asked for, and cancels the body when it is canceled", async () => {
    let pulled = 0;
    let canceled = 0;
    const body = new ReadableStream<Uint8Array>(
      { pull: (controller) => controller.enqueue(utf8(`data: ${++pulled}\n\n`)), cancel: () => void canceled++ },
      { highWaterMark: 0 },
    );
    const { next, cancel } = chunksOf(await guarded(body));
    await settled();
    expect(pulled).toBe(0);
    expect(await next()).toBe("data: 1\n\n");
    await settled();
    expect(pulled).toBe(1);
    await cancel();
    expect(canceled).toBe(1);
  });

  it("cancels a body while it waits for it", async () => {
    const { body, canceled } = feed();
    const { next, cancel } = chunksOf(await guarded(body));
    const waiting = next();
    await cancel();
    await canceled;
    expect(await waiting).toBeUndefined();
  });
});

const whole = "data: a\n\ndata: [DONE]\n\n";

describe("a guarded stream with until", () => {
  const untilA: GuardOptions = { until: ({ data }) => data === "a" };

  it("ends well after the terminal event, which is passed on, as is what follows", async () => {
    expect(await readAll(await guarded(whole, { until: "[DONE]" }))).toEqual({ text: whole, error: undefined });
    expect(await readAll(await guarded(whole, untilA))).toEqual({ text: whole, error: undefined });
  });

  it.each([
    ["nothing", "", "", undefined],
    ["whole events", "data: a\n\n", "", "a"],
    ["part of an event", 'data: a\n\ndata: {"half', 'data: {"half', "a"],
    ["part of the terminal event", "data: a\n\ndata: [DON", "data: [DON", "a"],
    ["a bare JSON error", '{"error":"overloaded"}', '{"error":"overloaded"}', undefined],
  ])("fails with ERR_SSE_TRUNCATED when it ends after %s", async (_, wire, rest, last) => {
    const { text, error } = await readAll(await guarded(wire, { until: "[DONE]" }));
    expect(text).toBe(last ? "data: a\n\n" : "");
    expect(error).toMatchObject({ code: "ERR_SSE_TRUNCATED", status: 200, body: rest });
    expect(isSSEError(error) && error.event?.data).toBe(last);
    expect(error).toHaveProperty("message", expect.stringMatching(/^GET http:\/\/h\/p: expected the terminal event/));
  });

  it.each([
    ["a string", "data: a\n\ndata: [DONE]", { until: "[DONE]" }, whole],
    ["a function", 'data: {"last":true}\n', { until: ({ data }) => data.includes("last") }, 'data: {"last":true}\n\n'],
  ] satisfies [string, string, GuardOptions, string][])(
    "ends well if only the blank line after the terminal event is missing: %s",
    async (_, wire, options, text) => {
      expect(await readAll(await guarded(wire, options))).toEqual({ text, error: undefined });
    },
  );

  it.each([
    ["breaks off", (fail: (error: unknown) => void) => fail(new Error("reset")), {}],
    ["falls silent", (_: unknown, clock: ManualClock) => idle(clock), { idleTimeout: 1000 }],
  ])("ends well if the connection %s after the terminal event", async (_, end, options: GuardOptions) => {
    const { body, send, fail } = feed();
    const clock = new ManualClock();
    const { next } = chunksOf(await guarded(body, { ...options, clock, until: "[DONE]" }));
    const first = next();
    send(whole);
    expect(await first).toBe(whole);
    const second = next();
    await settled();
    end(fail, clock);
    expect(await second).toBeUndefined();
  });

  it.each([
    ["ends", undefined],
    ["breaks off", new Error("reset")],
  ])("ends well if it %s after an error of the contract", async (_, error) => {
    const contract: GuardOptions = { until: "[DONE]", name: "type", error: "failed" };
    const wire = 'data: a\n\ndata: {"type":"failed"}\n\n';
    const { body, send, end, fail } = feed();
    const { next } = chunksOf(await guarded(body, contract));
    const first = next();
    send(wire);
    expect(await first).toBe(wire);
    const second = next();
    await settled();
    if (error) fail(error);
    else end();
    expect(await second).toBeUndefined();
    expect((await readAll(await guarded(`${wire}data: b\n\n`, contract))).error).toMatchObject({ code: "ERR_SSE_TRUNCATED" });
  });

  it("throws what the function throws, and cancels the body", async () => {
    const mine = new Error("mine");
    const { body, send, canceled } = feed();
    const until = () => {
      throw mine;
    };
    const { next } = chunksOf(await guarded(body, { until }));
    const first = next();
    send("data: a\n\n");
    expect(await first).toBe("data: a\n\n");
    await canceled;
    expect(await failureOf(next())).toBe(mine);
  });
});

describe("a guarded stream without until", () => {
  it.each([
    ["a complete event", "data: a\n\n", "data: a\n\n"],
    ["an event that lacks only its blank line", 'data: a\n\ndata: {"b":1}\n', 'data: a\n\ndata: {"b":1}\n\n'],
    ["a comment", "data: a\n\n: bye\n: cut", "data: a\n\n"],
  ])("ends well after %s", async (_, wire, text) => {
    expect(await readAll(await guarded(wire))).toEqual({ text, error: undefined });
  });

  it.each([
    ["half an event", 'data: a\n\ndata: {"b":', 'data: {"b":'],
    ["an event's type", "data: a\n\nevent: b\n", "event: b\n"],
    ["what may be half a number", "data: a\n\ndata: 12", "data: 12"],
    ["a page", "data: a\n\n<html>", "<html>"],
  ])("fails with ERR_SSE_TRUNCATED when it ends after %s", async (_, wire, rest) => {
    const { text, error } = await readAll(await guarded(wire));
    expect(text).toBe("data: a\n\n");
    expect(error).toMatchObject({ code: "ERR_SSE_TRUNCATED", body: rest, event: { data: "a" } });
    expect(error).toHaveProperty(
      "message",
      `GET http://h/p: expected the end after a complete event, got it after ${JSON.stringify(rest)}`,
    );
  });
});

describe("a guarded stream that goes wrong", () => {
  it("fails when no byte comes within idleTimeout, comments included, and cancels the body", async () => {
    const { body, send, canceled } = feed();
    const clock = new ManualClock();
    const failing = failureOf(chunksOf(await guarded(body, { clock, idleTimeout: 1000 })).next());
    idle(clock, 3);
    send(": still here\n\n");
    await settled();
    idle(clock);
    expect(await failing).toMatchObject({ code: "ERR_SSE_IDLE_TIMEOUT", message: expect.stringContaining("within 1000 ms") });
    await canceled;
    expect(clock.pending).toBe(0);
  });

  it("doesn't count the time in which its reader asks for nothing", async () => {
    const { body, send } = feed();
    const clock = new ManualClock();
    const first = chunksOf(await guarded(body, { clock, idleTimeout: 1000 })).next();
    send("data: a\n\n");
    await first;
    await settled();
    expect(clock.pending).toBe(0);
  });

  it("fails on an event over maxEventSize, after the events before it, and cancels the body", async () => {
    const { body, send, canceled } = feed();
    const { next } = chunksOf(await guarded(body, { maxEventSize: 20 }));
    const first = next();
    send(`data: a\n\ndata: ${"x".repeat(20)}`);
    expect(await first).toBe("data: a\n\n");
    expect(await failureOf(next())).toMatchObject({ code: "ERR_SSE_EVENT_TOO_LARGE" });
    await canceled;
  });

  it("fails with ERR_SSE_DISCONNECTED when the connection breaks, with the client's own error as its cause", async () => {
    const { body, fail } = feed();
    const cause = new Error("reset");
    const failing = failureOf(chunksOf(await guarded(body)).next());
    fail(cause);
    expect(await failing).toMatchObject({ code: "ERR_SSE_DISCONNECTED", cause });
  });
});

describe("the arguments of guardSSE", () => {
  it.each([
    [undefined, {}, "Expected a fetch function, got undefined"],
    [fetch, { until: /x/ }, "until: expected a string or a function, got RegExp"],
    [fetch, { contentType: "any" }, 'contentType: expected a function, got "any"'],
    [fetch, { idleTimeout: -1 }, "idleTimeout: expected milliseconds, got -1"],
    [fetch, { maxEventSize: 0 }, "maxEventSize: expected a number of characters above 0, got 0"],
  ])("are refused at once if they can't be used: %s, %o", (client, options, message) => {
    expect(() => guardSSE(client as typeof fetch, options as GuardOptions)).toThrow(message);
  });

  it("may be null", async () => {
    const options = { idleTimeout: null, maxEventSize: null, trace: null, comments: null, contentType: null, clock: null };
    expect(await readAll(await guarded("data: a\n\n", options))).toEqual({ text: "data: a\n\n", error: undefined });
  });
});
