import { filter } from "@sse/core/compose";
import { type Contract, isErrorOf, text, typed, unchecked } from "@sse/core/typed";
import { type } from "arktype";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { type EventSource, reconnect, ServerSentEvent, SSEError, type StandardSchema } from "../src/index.ts";
import { failureOf, over } from "./feed.ts";
import { ManualClock, Origin, runUntil, settled } from "./reconnect-world.ts";

const overText = (text: string, options = {}): EventSource<Response> =>
  over(new Response(text).body, { label: "POST http://api.test/chat", ...options });

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of source) values.push(value);
  return values;
}

const named = (wire: string, contract: Contract): Promise<[string, unknown][]> =>
  all(typed(overText(wire), contract)).then((events) => events.map(({ event, data }) => [event, data]));

const number = z.object({ n: z.number() });

describe("events", () => {
  it("are delivered with checked data, and their ID, retry and original", async () => {
    const [event] = await all(typed(overText('event: a\nid: 7\nretry: 5\ndata: {"n":1,"more":2}\n\n'), { events: { a: number } }));
    expect(event).toEqual({ event: "a", data: { n: 1 }, id: "7", retry: 5 });
    expect(event?.raw).toEqual(new ServerSentEvent("a", '{"n":1,"more":2}', "7", 5));
  });

  it("are checked by schemas of zod, valibot and arktype side by side, which may transform", async () => {
    const events = {
      zod: z.object({ at: z.string().transform((text) => text.length) }),
      valibot: v.object({ at: v.pipe(v.string(), v.toUpperCase()) }),
      arktype: type({ at: "string.trim" }),
      none: unchecked<{ at: string }>(),
    };
    const wire = ["zod", "valibot", "arktype", "none"].map((name) => `event: ${name}\ndata: {"at":" x "}\n\n`).join("");
    expect(await named(wire, { events })).toEqual([
      ["zod", { at: 3 }],
      ["valibot", { at: " X " }],
      ["arktype", { at: "x" }],
      ["none", { at: " x " }],
    ]);
  });

  it("keep their order with schemas that answer later or sooner", async () => {
    const slow: StandardSchema = {
      "~standard": {
        version: 1,
        vendor: "test",
        validate: async (value) => {
          if (value === 1) await settled();
          return { value };
        },
      },
    };
    expect(await named("event: a\ndata: 1\n\nevent: b\ndata: 2\n\nevent: a\ndata: 3\n\n", { events: { a: slow, b: z.number() } })).toEqual([
      ["a", 1],
      ["b", 2],
      ["a", 3],
    ]);
  });

  it("are text if the contract says so, even an empty one", async () => {
    expect(await named("data: not JSON\n\ndata\n\n", { events: { message: text } })).toEqual([
      ["message", "not JSON"],
      ["message", ""],
    ]);
  });

  it("with empty data are skipped, because they only move the position", async () => {
    const events = typed(overText("id: 1\ndata:\n\nid: 2\ndata: 5\n\n"), { events: { message: z.number() } });
    expect((await all(events)).map(({ data, id }) => [data, id])).toEqual([[5, "2"]]);
    expect(await named("id: 1\ndata:\n\n", {})).toEqual([]);
  });

  it("are parsed and named by their type if none are declared", async () => {
    expect(await named('event: a\ndata: {"n":1}\n\ndata: 2\n\n', {})).toEqual([
      ["a", { n: 1 }],
      ["message", 2],
    ]);
  });

  it("aren't confused by names of Object's own members", async () => {
    expect(await named("event: constructor\ndata: 1\n\nevent: __proto__\ndata: 1\n\n", { events: { a: z.number() } })).toEqual([]);
  });
});

describe("data that doesn't match", () => {
  it.each<[string, StandardSchema, string]>([
    ["zod", number, "n: Invalid input: expected number, received string"],
    ["valibot", v.object({ n: v.number() }), 'n: Invalid type: Expected number but received "x"'],
    ["arktype", type({ n: "number" }), "n: n must be a number (was a string)"],
  ])("throws the event and the issues of %s, after the events before it", async (_, schema, issue) => {
    const wire = 'event: a\ndata: {"n":1}\n\nevent: a\nid: 2\ndata: {"n":"x"}\n\nevent: a\ndata: {"n":3}\n\n';
    const iterator = typed(overText(wire), { events: { a: schema } })[Symbol.asyncIterator]();
    expect((await iterator.next()).value?.data).toEqual({ n: 1 });
    const error = await failureOf(iterator.next());
    expect(error).toMatchObject({
      code: "ERR_SSE_DATA",
      status: 200,
      event: { event: "a", data: '{"n":"x"}', id: "2" },
      message: `POST http://api.test/chat: expected data that matches its schema (${issue}) in a "a" event, got "{\\"n\\":\\"x\\"}"`,
    });
    expect((error as SSEError).issues).toHaveLength(1);
    expect((error as SSEError).response).toBeInstanceOf(Response);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it("throws what isn't JSON", async () => {
    expect(await failureOf(named("event: a\ndata: <html>\n\n", { events: { a: number } }))).toMatchObject({
      code: "ERR_SSE_DATA",
      message: 'POST http://api.test/chat: expected JSON in a "a" event, got "<html>"',
      cause: expect.objectContaining({ name: "SyntaxError" }),
    });
  });

  it("throws what a schema throws", async () => {
    const mine = new Error("mine");
    const schema = z.number().refine(() => {
      throw mine;
    });
    expect(await failureOf(named("data: 1\n\n", { events: { message: schema } }))).toBe(mine);
  });
});

describe("name", () => {
  const contract = { name: "type", events: { start: unchecked<object>(), delta: unchecked<object>() } } satisfies Contract;

  it("is the field of the data that holds the event's name", async () => {
    expect(await named('data: {"type":"start"}\n\nevent: ignored\ndata: {"type":"delta","text":"a"}\n\n', contract)).toEqual([
      ["start", { type: "start" }],
      ["delta", { type: "delta", text: "a" }],
    ]);
  });

  it("leaves data without that field to `unknown`, and empty data alone", async () => {
    const wire = 'data: {"type":7}\n\ndata: [1]\n\ndata: null\n\ndata\n\n';
    expect(await named(wire, contract)).toEqual([]);
    expect(await named(wire, { ...contract, unknown: "yield" })).toEqual([
      ["message", { type: 7 }],
      ["message", [1]],
      ["message", null],
      ["message", ""],
    ]);
    expect(await named("data\n\n", { ...contract, unknown: "throw" })).toEqual([]);
    expect(await failureOf(named(wire, { ...contract, unknown: "throw" }))).toMatchObject({
      message: 'POST http://api.test/chat: expected a declared "type" (start, delta) in a "message" event, got "{\\"type\\":7}"',
    });
  });

  it("names every event if none are declared", async () => {
    expect(await named('data: {"type":"x"}\n\n', { name: "type" })).toEqual([["x", { type: "x" }]]);
  });
});

describe("unknown", () => {
  const wire = 'event: other\ndata: {"a":1}\n\nevent: other\ndata: text\n\nevent: n\ndata: 5\n\n';
  const events = { n: z.number() };

  it("events are skipped by default", async () => {
    expect(await named(wire, { events })).toEqual([["n", 5]]);
    expect(await named(wire, { events, unknown: "skip" })).toEqual([["n", 5]]);
  });

  it("events are yielded on request, parsed if they are JSON", async () => {
    expect(await named(wire, { events, unknown: "yield" })).toEqual([
      ["other", { a: 1 }],
      ["other", "text"],
      ["n", 5],
    ]);
  });

  it("events are thrown on request", async () => {
    expect(await failureOf(named(wire, { events, unknown: "throw" }))).toMatchObject({
      code: "ERR_SSE_DATA",
      message: 'POST http://api.test/chat: expected a declared event type (n) in a "other" event, got "{\\"a\\":1}"',
      event: { event: "other" },
    });
  });
});

describe("ignore", () => {
  it.each<[string, Contract["ignore"]]>([
    ["a name", "ping"],
    ["names", ["ping", "pong"]],
    ["a function", ({ event }) => event === "ping"],
  ])("skips events by %s, whatever their data", async (_, ignore) => {
    expect(
      await named("event: ping\ndata: not JSON\n\nevent: n\ndata: 1\n\n", { ignore, unknown: "throw", events: { n: z.number() } }),
    ).toEqual([["n", 1]]);
    expect(await named("event: ping\ndata: not JSON\n\nevent: n\ndata: 1\n\n", { ignore })).toEqual([["n", 1]]);
  });

  it("compares with the name that the data holds", async () => {
    expect(await named('data: {"type":"ping"}\n\ndata: {"type":"n"}\n\n', { name: "type", ignore: "ping" })).toEqual([
      ["n", { type: "n" }],
    ]);
  });
});

describe("error", () => {
  const wire = 'event: n\ndata: 1\n\nevent: error\ndata: {"code":"overloaded"}\n\nevent: n\ndata: 2\n\n';
  const failure = z.object({ code: z.string() });

  it.each<[string, Contract]>([
    ["a name", { error: "error" }],
    ["names", { error: ["failed", "error"] }],
    ["a function", { error: ({ event }) => event === "error" }],
    ["a name with a schema", { error: { error: failure } }],
    ["a name whose schema is in events", { error: "error", events: { n: z.number(), error: failure } }],
  ])("throws by %s, with parsed data, after the events before it, and closes the source", async (_, contract) => {
    const source = typed(overText(wire), contract);
    const iterator = source[Symbol.asyncIterator]();
    expect((await iterator.next()).value?.data).toBe(1);
    const error = await failureOf(iterator.next());
    expect(error).toMatchObject({
      code: "ERR_SSE_SERVER",
      status: 200,
      data: { code: "overloaded" },
      event: { event: "error" },
      message: 'POST http://api.test/chat: expected an answer, got an error from the server: {"code":"overloaded"}',
    });
    expect(isErrorOf(error, contract)).toBe(true);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it("by the name that the data holds", async () => {
    const contract = { name: "type", error: { failed: z.object({ why: z.string() }) } } satisfies Contract;
    const error = await failureOf(named('data: {"type":"failed","why":"x"}\n\n', contract));
    expect(isErrorOf(error, contract) && error.data.why).toBe("x");
  });

  it("keeps data that isn't JSON as text, and wants what a schema wants", async () => {
    expect(await failureOf(named("event: error\ndata: busy\n\n", { error: "error" }))).toMatchObject({ data: "busy" });
    expect(await failureOf(named("event: error\ndata: busy\n\n", { error: ({ data }) => data === "busy" }))).toMatchObject({
      data: "busy",
    });
    expect(await failureOf(named("event: error\ndata: busy\n\n", { error: { error: text } }))).toMatchObject({ data: "busy" });
    expect(await failureOf(named("event: error\ndata: {}\n\n", { error: { error: failure } }))).toMatchObject({ code: "ERR_SSE_DATA" });
  });

  it("is told from other contracts' errors, and from other errors", () => {
    const event = new ServerSentEvent("error", "{}");
    const error = new SSEError("ERR_SSE_SERVER", "", { event });
    expect(isErrorOf(error, { error: "error" })).toBe(true);
    expect(isErrorOf(error, { error: "failed" })).toBe(false);
    expect(isErrorOf(error, {})).toBe(false);
    expect(isErrorOf(new SSEError("ERR_SSE_DATA", "", { event }), { error: "error" })).toBe(false);
    expect(isErrorOf(undefined, { error: "error" })).toBe(false);
  });
});

describe("until", () => {
  const contract = { until: "[DONE]", events: { message: z.number() } } satisfies Contract;

  it("ends the loop over a source that was made without it, with it, or with another one", async () => {
    for (const options of [{}, { until: contract.until }, { until: ({ data }: ServerSentEvent) => data === "2" }]) {
      const events = typed(overText("data: 1\n\ndata: 2\n\ndata: [DONE]\n\ndata: after\n\n", options), contract);
      expect((await all(events)).map(({ data }) => data)).toEqual([1, 2]);
      expect(events.complete).toBe(true);
    }
  });

  it("makes an early end an error that shows what came instead", async () => {
    expect(await failureOf(all(typed(overText('data: 1\n\n{"error":"overloaded"}'), contract)))).toMatchObject({
      code: "ERR_SSE_TRUNCATED",
      body: '{"error":"overloaded"}',
      event: { data: "1" },
    });
  });

  it("ends a filtered source, and one of another library", async () => {
    const odd = filter(overText("data: 1\n\ndata: 2\n\ndata: [DONE]\n\n"), ({ data }) => Number(data) % 2 === 1);
    expect((await all(typed(odd, contract))).map(({ data }) => data)).toEqual([1]);
    const foreign = async function* (...texts: string[]) {
      for (const data of texts) yield { data, event: undefined };
    };
    expect((await all(typed(foreign("1", "[DONE]", "2"), contract))).map(({ event, data }) => [event, data])).toEqual([["message", 1]]);
    expect(await failureOf(all(typed(foreign("1"), contract)))).toMatchObject({ code: "ERR_SSE_TRUNCATED", event: { data: "1" } });
  });

  it("makes reconnect finish at the terminal event, and reconnect after a truncation", async () => {
    const clock = new ManualClock();
    const origin = new Origin((id) => ({
      do: "stream",
      chunks: [id ? "data: 2\n\ndata: [DONE]\n\n" : "id: 1\ndata: 1\n\n"],
      after: "end",
    }));
    const events = typed(
      reconnect((resume) => origin.connectSSE(resume), { clock }),
      contract,
    );
    expect((await runUntil(all(events), clock)).map(({ data }) => data)).toEqual([1, 2]);
    expect(events.complete).toBe(true);
    expect(origin.requests).toHaveLength(2);
  });

  it("comes second: an error event is thrown even if it is the terminal one", async () => {
    const failing = { error: "error", until: ({ event }: ServerSentEvent) => event === "error" };
    expect(await failureOf(named("event: error\ndata: {}\n\n", failing))).toMatchObject({ code: "ERR_SSE_SERVER" });
  });
});

describe("a contract that can't be used", () => {
  it.each<[string, unknown, string]>([
    ["nothing", undefined, "Expected a contract such as { events: { message: schema } }, got undefined"],
    ["a name", "openai", "Expected a contract such as { events: { message: schema } }, got string"],
    ["a schema", z.object({}), "Expected a contract such as { events: { message: schema } }, got a schema"],
    ["an arktype schema", type("string"), "Expected a contract such as { events: { message: schema } }, got a schema"],
    [
      "a type in place of a schema",
      { events: { a: Number } },
      "events.a: expected a Standard Schema, as zod, valibot and arktype make them, got function",
    ],
    [
      "an error without a schema",
      { error: { error: true } },
      "error.error: expected a Standard Schema, as zod, valibot and arktype make them, got boolean",
    ],
    ["a field that isn't a name", { name: 1 }, "name: expected the name of a field, got number"],
    ["an end that isn't told", { until: true }, "until: expected a string or a function, got boolean"],
    ["events to ignore that aren't named", { ignore: true }, "ignore: expected a name, an array of names or a function, got boolean"],
    ["errors that aren't named", { error: 500 }, "error: expected a name, an array of names or a function, got number"],
    ["a wish for unknown events", { unknown: "ignore" }, 'unknown: expected "skip", "throw" or "yield", got ignore'],
  ])("is refused at once: %s", (_, contract, message) => {
    expect(() => typed(overText(""), contract as Contract)).toThrow(new TypeError(message));
  });
});

describe("event.json(schema)", () => {
  const event = new ServerSentEvent("a", '{"n":"1"}');

  it("returns what the schema makes of the data", () => {
    expect(event.json(z.object({ n: z.coerce.number() }))).toEqual({ n: 1 });
    expect(event.json(type({ n: "string.numeric.parse" }))).toEqual({ n: 1 });
  });

  it("throws the event and the issues when the data doesn't match", async () => {
    expect(await failureOf((async () => event.json(number))())).toMatchObject({
      code: "ERR_SSE_DATA",
      message:
        'Expected data that matches its schema (n: Invalid input: expected number, received string) in a "a" event, got "{\\"n\\":\\"1\\"}"',
      event,
      issues: [{ path: ["n"] }],
    });
  });

  it("refuses a schema that answers later, and what isn't a schema", () => {
    const late = v.pipeAsync(
      v.unknown(),
      v.checkAsync(async () => true),
    );
    expect(() => event.json(late)).toThrow(new TypeError("Expected a Standard Schema that answers at once, got a promise"));
    expect(() => event.json({} as never)).toThrow(new TypeError("Expected a Standard Schema that answers at once, got object"));
  });
});
