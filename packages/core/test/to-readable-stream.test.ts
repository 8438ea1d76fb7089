import { Readable } from "node:stream";
import { type EncodableEvent, toReadableStream } from "@sse/core/encode";
import { describe, expect, it } from "vitest";
import { reconnect, SSEDecoder } from "../src/index.ts";
import { failureOf, feed, over } from "./feed.ts";
import { connectSSE, listen, openStream } from "./local-server.ts";
import { ManualClock, Origin, settled } from "./reconnect-world.ts";

const textOf = (stream: ReadableStream<Uint8Array>): Promise<string> => new Response(stream).text();

async function* generated(...events: EncodableEvent[]): AsyncGenerator<EncodableEvent> {
  yield* events;
}

/** Reads a stream by hand, as text. */
function readerOf(stream: ReadableStream<Uint8Array>): { read(): Promise<string | undefined>; cancel(): Promise<void> } {
  const reader = stream.getReader();
  return {
    read: async () => {
      const { value } = await reader.read();
      return value && new TextDecoder().decode(value);
    },
    cancel: () => reader.cancel(),
  };
}

describe("toReadableStream", () => {
  it("forwards the events of a source, and ends where it ends", async () => {
    const wire = "id: 1\nevent: a\ndata: one\ndata: two\n\ndata: three\n\nretry: 50\ndata: é\n\nid\ndata: four\n\n";
    const text = await textOf(toReadableStream(over(new Response(wire).body)));
    expect(text).toBe("event: a\ndata: one\ndata: two\nid: 1\n\ndata: three\n\ndata: é\nretry: 50\n\ndata: four\nid: \n\n");
    expect(new SSEDecoder().decode(text)).toEqual(new SSEDecoder().decode(wire));
  });

  it("writes an ID where it changes, and keeps blocks that have nothing else", async () => {
    const events = [
      { data: "a", id: "" },
      { data: "b", id: "1" },
      { data: "c", id: "1" },
      { data: "d" },
      { id: "1" },
      { data: "e", id: "1" },
    ];
    expect(await textOf(toReadableStream(generated(...events)))).toBe(
      "data: a\n\ndata: b\nid: 1\n\ndata: c\n\ndata: d\n\nid: 1\n\ndata: e\n\n",
    );
  });

  it("forwards an async generator and reconnect's source", async () => {
    expect(await textOf(toReadableStream(generated({ data: "a" }, { event: "b" })))).toBe("data: a\n\nevent: b\ndata: \n\n");
    const origin = new Origin((id) =>
      id ? { do: "respond", status: 204 } : { do: "stream", chunks: ["id: 1\ndata: a\n\n"], after: "end" },
    );
    const events = reconnect((resume) => origin.connectSSE(resume), { initialDelay: 0 });
    expect(await textOf(toReadableStream(events))).toBe("data: a\nid: 1\n\n");
  });

  it("asks for an event only when its reader does", async () => {
    let asked = 0;
    const source = {
      [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false, value: { data: String(++asked) } }) }),
    };
    const { read } = readerOf(toReadableStream(source));
    await settled();
    expect(asked).toBe(0);
    expect(await read()).toBe("data: 1\n\n");
    await settled();
    expect(asked).toBe(1);
  });

  it("passes on what the source throws, after the events before it", async () => {
    const mine = new Error("mine");
    const source = async function* () {
      yield { data: "a" };
      throw mine;
    };
    const { read } = readerOf(toReadableStream(source()));
    expect(await read()).toBe("data: a\n\n");
    expect(await failureOf(read())).toBe(mine);
  });

  it("fails with an event that can't be sent, and closes the source", async () => {
    const { body, send, canceled } = feed();
    const { read } = readerOf(toReadableStream(over(body)));
    send("event: a\0b\ndata: x\n\n");
    expect(await failureOf(read())).toEqual(new TypeError('event: expected text without CR, LF and U+0000, got "a\\u0000b"'));
    await canceled;
  });

  it.each<[string, unknown, string]>([
    ["a promise of a source", Promise.resolve(), "Expected a source of events (an async iterable), got Promise: await it first"],
    ["an array", [], "Expected a source of events (an async iterable), got Array"],
    ["nothing", undefined, "Expected a source of events (an async iterable), got undefined"],
  ])("refuses %s at once", (_, source, message) => {
    expect(() => toReadableStream(source as never)).toThrow(new TypeError(message));
  });

  it("refuses a source that is iterated already", () => {
    const source = over(null);
    source.iterSSE();
    expect(() => toReadableStream(source)).toThrow(new TypeError("Expected one iteration, got a second"));
  });
});

describe("keepAlive", () => {
  const live = () => {
    const clock = new ManualClock();
    const { body, send, fail } = feed();
    return { clock, send, fail, ...readerOf(toReadableStream(over(body), { keepAlive: 15_000, clock })) };
  };

  it("sends a comment right away if there is nothing else, and then after each silence", async () => {
    const { clock, send, read } = live();
    for (const delay of [1, 15_000, 15_000]) {
      const reading = read();
      await settled();
      expect(clock.delays.at(-1)).toBe(delay);
      clock.next();
      expect(await reading).toBe(": keep-alive\n\n");
    }
    const reading = read();
    send("data: a\n\n");
    expect(await reading).toBe("data: a\n\n");
    expect(clock.pending).toBe(0);
  });

  it("loses nothing: what the source delivers or throws between two reads comes with the next", async () => {
    const { clock, send, fail, read } = live();
    const silence = async () => {
      const reading = read();
      await settled();
      clock.next();
      expect(await reading).toBe(": keep-alive\n\n");
    };
    await silence();
    send("data: a\n\n");
    await settled();
    expect(await read()).toBe("data: a\n\n");
    await silence();
    fail(new Error("reset"));
    await settled();
    expect(await failureOf(read())).toMatchObject({ code: "ERR_SSE_DISCONNECTED" });
  });

  it("leaves no timer behind when the stream is canceled, and refuses what isn't a duration", async () => {
    const { clock, read, cancel } = live();
    const reading = read();
    await settled();
    expect(clock.pending).toBe(1);
    await cancel();
    expect(await reading).toBeUndefined();
    expect(clock.pending).toBe(0);
    expect(() => toReadableStream(generated(), { keepAlive: -1 })).toThrow(new RangeError("keepAlive: expected milliseconds, got -1"));
  });
});

describe("canceling closes the source's connection at once", () => {
  it.each(["a source", "reconnect"])("while %s waits for an event that never comes", async (kind) => {
    const { url, closed } = await openStream("data: a\n\n");
    const { read, cancel } = readerOf(
      toReadableStream(kind === "reconnect" ? reconnect((resume) => connectSSE(url, resume)) : await connectSSE(url)),
    );
    expect(await read()).toBe("data: a\n\n");
    const reading = read();
    await cancel();
    expect(await reading).toBeUndefined();
    await closed;
  });

  it("before anything was read", async () => {
    const { url, closed } = await openStream();
    await toReadableStream(await connectSSE(url)).cancel();
    await closed;
  });

  it("when the reader of a forwarding server leaves", async () => {
    const { url, closed } = await openStream("data: a\n\n");
    const forwarding = await listen(async (_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      const forwarded = Readable.fromWeb(toReadableStream(await connectSSE(url), { keepAlive: 15_000 }) as never);
      response.on("close", () => forwarded.destroy());
      forwarded.on("error", () => {}).pipe(response);
    });
    for await (const { data } of await connectSSE(forwarding)) if (data === "a") break;
    await closed;
  });
});
