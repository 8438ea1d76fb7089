import { describe, expect, it } from "vitest";
import { EventSource, type EventSourceOptions, isSSEError, reconnect, type Until } from "../src/index.ts";
import { collect, failureOf, feed, streamHeaders } from "./feed.ts";
import { type Answer, ManualClock, Origin, runUntil } from "./reconnect-world.ts";

const over = (body: BodyInit | null, options: EventSourceOptions, status = 200): EventSource<Response> =>
  new EventSource(new Response(body, { status, headers: status === 204 ? {} : streamHeaders }), options);

const answer = "data: a\n\ndata: b\n\ndata: [DONE]\n\ndata: after\n\n";

describe("until", () => {
  it("with a string ends the loop before the event with that data", async () => {
    const source = over(answer, { until: "[DONE]" });
    expect(source.complete).toBe(false);
    expect(await collect(source)).toEqual(["a", "b"]);
    expect(source.complete).toBe(true);
  });

  it("with a function ends the loop after the event for which it returns true", async () => {
    const seen: string[] = [];
    const until = ({ data }: { data: string }) => {
      seen.push(data);
      return data === "b";
    };
    expect(await collect(over(answer, { until }))).toEqual(["a", "b"]);
    expect(seen).toEqual(["a", "b"]);
  });

  it("works on batches, and gives no empty one", async () => {
    const batches = async (options: EventSourceOptions, text = answer) => {
      const seen: string[][] = [];
      for await (const events of over(text, options).iterBatches()) seen.push(events.map(({ data }) => data));
      return seen;
    };
    expect(await batches({ until: "[DONE]" })).toEqual([["a", "b"]]);
    expect(await batches({ until: ({ data }) => data === "a" })).toEqual([["a"]]);
    expect(await batches({ until: "[DONE]" }, "data: [DONE]\n\n")).toEqual([]);
  });

  it("ends several calls of next() that wait at the same time", async () => {
    const { body, send } = feed();
    const iterator = over(body, { until: ({ data }) => data === "last" }).iterSSE();
    const waiting = [iterator.next(), iterator.next(), iterator.next()];
    send("data: a\n\ndata: last\n\ndata: after\n\n");
    expect((await Promise.all(waiting)).map(({ value }) => value?.data)).toEqual(["a", "last", undefined]);
  });

  it("throws what the function throws, and closes", async () => {
    const mine = new Error("mine");
    const { body, send, canceled } = feed();
    const failing = failureOf(
      collect(
        over(body, {
          until: () => {
            throw mine;
          },
        }),
      ),
    );
    send("data: a\n\n");
    expect(await failing).toBe(mine);
    await canceled;
  });

  describe("counts only events that were delivered, or that ended the answer", () => {
    const numbered = "id: 1\ndata: a\n\nid: 2\ndata: b\n\nid: 3\ndata: c\n\nid: 4\ndata: d\n\n";
    const read = async (way: "iterSSE" | "iterBatches", until: Until) => {
      const source = over(numbered, { until });
      const seen: string[] = [];
      let error: unknown;
      try {
        for await (const events of source[way]()) seen.push(...[events].flat().map(({ data }) => data));
      } catch (thrown) {
        error = thrown;
      }
      return { seen, error, lastEventId: source.lastEventId };
    };

    it.each(["iterSSE", "iterBatches"] as const)("with %s", async (way) => {
      expect(await read(way, "c")).toEqual({ seen: ["a", "b"], lastEventId: "3" });
      expect(await read(way, ({ data }) => data === "c")).toEqual({ seen: ["a", "b", "c"], lastEventId: "3" });
      const mine = new Error("mine");
      let calls = 0;
      const throwsOnce = ({ data }: { data: string }) => {
        if (data === "c" && ++calls === 1) throw mine;
        return false;
      };
      expect(await read(way, throwsOnce)).toEqual({ seen: ["a", "b"], error: mine, lastEventId: "2" });
    });

    it("when the function closes the source", async () => {
      for (const way of ["iterSSE", "iterBatches"] as const) {
        const { body, send } = feed();
        const source = over(body, {
          until: ({ data }) => {
            if (data === "c") source.close();
            return false;
          },
        });
        const iterator = source[way]();
        const first = iterator.next();
        send(numbered);
        const seen: string[] = [];
        for (let result = await first; !result.done; result = await iterator.next()) {
          seen.push(...[result.value].flat().map(({ data }) => data));
        }
        expect(seen.length).toBe(Number(source.lastEventId));
      }
    });
  });

  it("changes nothing for a stream without it, nor for status 204", async () => {
    expect(await collect(over(answer, {}))).toEqual(["a", "b", "[DONE]", "after"]);
    expect(await collect(over(null, { until: "[DONE]" }, 204))).toEqual([]);
  });
});

describe("a clean end before the terminal event", () => {
  it.each([
    ["nothing", "", "", undefined],
    ["only whole events", "data: a\n\n", "", "a"],
    ["an event that was cut", "data: a\n\ndata: half", "data: half", "a"],
    ["a bare JSON error", '{"error":"overloaded"}', '{"error":"overloaded"}', undefined],
    ["a proxy's page after some events", "data: a\n\n<html>\n<body>504</body>", "<html>\n<body>504</body>", "a"],
    ["comments and other fields", ": hi\n\nid: 1\r\n\r\n: bye", ": hi\n\nid: 1\r\n\r\n: bye", undefined],
  ])("after %s is ERR_SSE_TRUNCATED, with what came after the last event", async (_, text, body, last) => {
    const error = await failureOf(collect(over(text, { until: "[DONE]" })));
    expect(error).toMatchObject({ code: "ERR_SSE_TRUNCATED", body, status: 200 });
    expect(isSSEError(error, "ERR_SSE_TRUNCATED") && error.event?.data).toBe(last);
  });

  it("says that a string is compared with the data, if it is the last event's type", async () => {
    const hint = 'after an event of type "done" (a string is compared with the data)';
    const text = "data: a\n\nevent: done\ndata: {}\n\n";
    const error = await failureOf(collect(over(text, { until: "done" })));
    expect(error).toHaveProperty("message", expect.stringContaining(`got the end ${hint}`));
  });

  it("shows at most 64 KiB, and is parsed on request", async () => {
    const long = await failureOf(collect(over(`data: a\n\n${"x".repeat(100_000)}`, { until: "[DONE]" })));
    expect(long).toMatchObject({ body: "x".repeat(65_536) });
    const error = await failureOf(collect(over('{"error":{"type":"overloaded"}}', { until: "[DONE]" })));
    expect(isSSEError(error) && error.json()).toEqual({ error: { type: "overloaded" } });
    expect(() => isSSEError(long) && long.json()).toThrow("Expected a body of JSON");
  });

  it("isn't mistaken for one: a broken connection stays ERR_SSE_DISCONNECTED", async () => {
    const { body, send, fail } = feed();
    const failing = failureOf(collect(over(body, { until: "[DONE]" })));
    send("data: a\n\n");
    fail(new Error("reset"));
    expect(await failing).toMatchObject({ code: "ERR_SSE_DISCONNECTED" });
  });
});

describe("after the terminal event", () => {
  it("the rest of the body is read in the background, and the request isn't aborted", async () => {
    const controller = new AbortController();
    let pulled = 0;
    const ended = new Promise<void>((resolve) => {
      const body = new ReadableStream<Uint8Array>(
        {
          pull(stream) {
            pulled++;
            if (pulled === 1) stream.enqueue(new TextEncoder().encode(answer));
            else if (pulled < 5) stream.enqueue(new Uint8Array(1_000));
            else {
              stream.close();
              resolve();
            }
          },
          cancel: () => expect.unreachable("it must not be canceled"),
        },
        { highWaterMark: 0 },
      );
      void collect(over(body, { until: "[DONE]", controller }));
    });
    await ended;
    expect(controller.signal.aborted).toBe(false);
  });

  it.each([
    ["more than 64 KiB", 40_000, () => {}],
    ["a server that goes on for more than a second", 1, (clock: ManualClock) => clock.next()],
  ])("%s closes the connection", async (_, size, pass) => {
    const clock = new ManualClock();
    const controller = new AbortController();
    const { body, send, canceled } = feed();
    const reading = collect(over(body, { until: "[DONE]", controller, clock }));
    send(answer);
    expect(await reading).toEqual(["a", "b"]);
    for (let count = 0; count < 3; count++) send("x".repeat(size));
    pass(clock);
    await canceled;
    expect(controller.signal.aborted).toBe(true);
  });

  it("leaving the loop at the terminal event, close() and disposal let the connection be reused", async () => {
    const controller = new AbortController();
    const { body, send, end } = feed();
    const source = over(body, { until: ({ data }) => data === "b", controller });
    send(answer);
    for await (const { data } of source) if (data === "b") break;
    source.close();
    await source[Symbol.asyncDispose]();
    end();
    expect(controller.signal.aborted).toBe(false);
  });
});

describe("reconnect", () => {
  const play = async (answers: Answer[], method = "GET") => {
    const clock = new ManualClock();
    const origin = new Origin((_, request) => answers[request - 1] ?? expect.fail("one request too many"));
    const data: string[] = [];
    const consume = async () => {
      for await (const event of reconnect((resume) => origin.connectSSE({ until: "[DONE]", ...resume }, method), { clock }))
        data.push(event.data);
    };
    const error = await runUntil(consume(), clock).catch((thrown: unknown) => thrown);
    return { data, error, requests: origin.requests.length };
  };
  const end = (...chunks: string[]): Answer => ({ do: "stream", chunks, after: "end" });

  it("takes the terminal event as the end, and a truncation as a drop", async () => {
    expect(await play([end("id: 1\ndata: a\n\n"), end("data: b\n\ndata: [DONE]\n\n")])).toEqual({
      data: ["a", "b"],
      error: undefined,
      requests: 2,
    });
    expect((await play([end("data: a\n\ndata: [DONE]\n\n")], "POST")).error).toBeUndefined();
    expect((await play([end("data: a\n\n")], "POST")).error).toMatchObject({
      code: "ERR_SSE_GAVE_UP",
      cause: { code: "ERR_SSE_TRUNCATED" },
    });
  });
});

describe("endAt", () => {
  it("sets until for a source that was made without it", async () => {
    const source = over(answer, {});
    source.endAt("[DONE]");
    expect(await collect(source)).toEqual(["a", "b"]);
    expect(source.complete).toBe(true);
    const cut = over('data: a\n\n{"error":1}', {});
    cut.endAt("[DONE]");
    expect(await failureOf(collect(cut))).toMatchObject({ code: "ERR_SSE_TRUNCATED", body: '{"error":1}' });
  });

  it("leaves the until that the source was made with, and comes before the iteration", async () => {
    const source = over(answer, { until: ({ data }) => data === "a" });
    source.endAt("[DONE]");
    expect(await collect(source)).toEqual(["a"]);
    expect(() => source.endAt("[DONE]")).toThrow(new TypeError("Expected endAt() before the iteration, got it after"));
  });

  it.each<[string, boolean]>([
    ["our own", false],
    ["another library's", true],
  ])("ends reconnect over %s sources, for which truncation is a drop", async (_, isForeign) => {
    const answers: Answer[] = [
      { do: "stream", chunks: ["id: 1\ndata: a\n\n"], after: "end" },
      { do: "stream", chunks: ["id: 2\ndata: b\n\ndata: [DONE]\n\ndata: after\n\n"], after: "end" },
    ];
    const clock = new ManualClock();
    const origin = new Origin((_, request) => answers[request - 1] ?? expect.fail("one request too many"));
    const play = async (until: Until) => {
      const data: string[] = [];
      const source = reconnect(
        async (resume) => {
          const own = await origin.connectSSE(resume);
          return isForeign ? { [Symbol.asyncIterator]: () => own.iterSSE(), close: () => own.close() } : own;
        },
        { clock },
      );
      source.endAt(until);
      for await (const event of source) data.push(event.data);
      expect(source.complete).toBe(true);
      return data;
    };
    expect(await runUntil(play("[DONE]"), clock)).toEqual(["a", "b"]);
    expect(origin.requests).toHaveLength(2);
    origin.requests.length = 0;
    expect(
      await runUntil(
        play(({ data }) => data === "[DONE]"),
        clock,
      ),
    ).toEqual(["a", "b", "[DONE]"]);
  });

  it("makes reconnect give up when a POST's answer is truncated", async () => {
    const clock = new ManualClock();
    const origin = new Origin(() => ({ do: "stream", chunks: ["data: a\n\n"], after: "end" }));
    const source = reconnect((resume) => origin.connectSSE(resume, "POST"), { clock });
    source.endAt("[DONE]");
    const consume = async () => {
      for await (const _ of source);
    };
    expect(await failureOf(runUntil(consume(), clock))).toMatchObject({ code: "ERR_SSE_GAVE_UP", cause: { code: "ERR_SSE_TRUNCATED" } });
    expect(source.complete).toBe(false);
  });
});
