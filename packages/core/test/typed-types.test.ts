import type { ServerSentEvent } from "@sse/core";
import {
  type Contract,
  type ErrorOf,
  type EventOf,
  isErrorOf,
  type TypedEvent,
  text,
  typed,
  type UnknownEventName,
  unchecked,
} from "@sse/core/typed";
import { type } from "arktype";
import * as v from "valibot";
import { describe, expectTypeOf, it } from "vitest";
import * as z from "zod";
import { type AckableEvent, type EventSource, reconnect } from "../src/index.ts";
import { Origin } from "./reconnect-world.ts";

declare const source: EventSource<Response>;

/** Nothing here runs: the compiler checks it. */
const compiled = (_: () => unknown): void => {};

const mixed = {
  events: {
    token: z.object({ text: z.string() }),
    usage: v.object({ total: v.pipe(v.string(), v.transform(Number)) }),
    done: type({ reason: "'stop' | 'length'" }),
    log: text,
    custom: unchecked<[number]>(),
  },
} satisfies Contract;

describe("the events of a contract", () => {
  it("are a union that the name tells apart, with the outputs of three libraries' schemas", () => {
    compiled(async () => {
      for await (const event of typed(source, mixed)) {
        expectTypeOf(event.event).toEqualTypeOf<"token" | "usage" | "done" | "log" | "custom">();
        expectTypeOf(event.id).toEqualTypeOf<string>();
        expectTypeOf(event.raw).toEqualTypeOf<ServerSentEvent>();
        switch (event.event) {
          case "token":
            expectTypeOf(event.data).toEqualTypeOf<{ text: string }>();
            break;
          case "usage":
            expectTypeOf(event.data).toEqualTypeOf<{ total: number }>();
            break;
          case "done":
            expectTypeOf(event.data.reason).toEqualTypeOf<"stop" | "length">();
            break;
          case "log":
            expectTypeOf(event.data).toEqualTypeOf<string>();
            break;
          case "custom":
            expectTypeOf(event.data).toEqualTypeOf<[number]>();
            break;
          default:
            expectTypeOf(event).toBeNever();
        }
      }
    });
  });

  it("narrow with unknown: yield as well, where the rest is a string and unknown data", () => {
    const contract = { events: { a: z.number(), b: z.string() }, unknown: "yield" } satisfies Contract;
    compiled(async () => {
      for await (const event of typed(source, contract)) {
        expectTypeOf(event.event).toExtend<string>();
        if (event.event === "a") expectTypeOf(event.data).toEqualTypeOf<number>();
        else if (event.event === "b") expectTypeOf(event.data).toEqualTypeOf<string>();
        else {
          expectTypeOf(event).toEqualTypeOf<TypedEvent<UnknownEventName, unknown>>();
          expectTypeOf(event.data).toEqualTypeOf<unknown>();
        }
      }
      for await (const event of typed(source, { events: { a: z.number() }, unknown: "yield" })) {
        if (event.event === "a") expectTypeOf(event.data).toEqualTypeOf<number>();
      }
      for await (const event of typed(source, { events: { a: z.number() }, unknown: "throw" })) {
        expectTypeOf(event.event).toEqualTypeOf<"a">();
      }
    });
  });

  it("are without those that are thrown or ignored", () => {
    const events = { a: z.number(), error: z.object({ code: z.string() }), ping: text };
    compiled(async () => {
      for await (const event of typed(source, { events, error: "error", ignore: ["ping"] })) {
        expectTypeOf(event).toEqualTypeOf<TypedEvent<"a", number>>();
      }
      for await (const event of typed(source, { events, error: ["error"], ignore: "ping" })) {
        expectTypeOf(event.event).toEqualTypeOf<"a">();
      }
    });
  });

  it("are named by strings and have unknown data if none are declared", () => {
    expectTypeOf<EventOf<Contract>>().toEqualTypeOf<TypedEvent<string, unknown>>();
    expectTypeOf<EventOf<{ until: "[DONE]" }>>().toEqualTypeOf<TypedEvent<string, unknown>>();
  });

  it("keep the type of the source's events and of its response", () => {
    compiled(async () => {
      const events = typed(
        reconnect((resume) => new Origin(() => ({ do: "hang" })).connectSSE(resume), { ack: "manual" }),
        mixed,
      );
      for await (const event of events) expectTypeOf(event.raw).toEqualTypeOf<ServerSentEvent & AckableEvent>();
      expectTypeOf(typed(source, mixed).response).toEqualTypeOf<Response>();
    });
  });
});

describe("the errors of a contract", () => {
  const failure = z.object({ code: z.string() });

  it("have the type of their schemas", () => {
    expectTypeOf<ErrorOf<{ error: { error: typeof failure } }>>().toEqualTypeOf<{ code: string }>();
    expectTypeOf<ErrorOf<{ error: { error: typeof failure; failed: typeof text } }>>().toEqualTypeOf<{ code: string } | string>();
    expectTypeOf<ErrorOf<{ events: { error: typeof failure }; error: "error" }>>().toEqualTypeOf<{ code: string }>();
    expectTypeOf<ErrorOf<{ events: { error: typeof failure }; error: readonly ["error"] }>>().toEqualTypeOf<{ code: string }>();
  });

  it("are unknown where nothing says it", () => {
    expectTypeOf<ErrorOf<Contract>>().toEqualTypeOf<unknown>();
    expectTypeOf<ErrorOf<{ error: "error" }>>().toEqualTypeOf<unknown>();
    expectTypeOf<ErrorOf<{ events: { a: typeof failure }; error: string[] }>>().toEqualTypeOf<unknown>();
    expectTypeOf<ErrorOf<{ error: (event: ServerSentEvent) => boolean }>>().toEqualTypeOf<unknown>();
  });

  it("are narrowed to by isErrorOf", () => {
    compiled(() => {
      const error: unknown = undefined;
      if (isErrorOf(error, { error: { error: failure } })) {
        expectTypeOf(error.data).toEqualTypeOf<{ code: string }>();
        expectTypeOf(error.code).toEqualTypeOf<"ERR_SSE_SERVER">();
      }
    });
  });
});

describe("event.json", () => {
  it("has the type of the schema's output, or the one that is claimed", () => {
    compiled(async () => {
      for await (const event of source) {
        expectTypeOf(event.json(z.object({ a: z.string().transform(Number) }))).toEqualTypeOf<{ a: number }>();
        expectTypeOf(event.json(v.array(v.string()))).toEqualTypeOf<string[]>();
        expectTypeOf(event.json(type("number"))).toEqualTypeOf<number>();
        expectTypeOf(event.json<{ b: 1 }>()).toEqualTypeOf<{ b: 1 }>();
        expectTypeOf(event.json()).toEqualTypeOf<unknown>();
      }
    });
  });
});
