import { PassThrough, Readable } from "node:stream";
import * as zlib from "node:zlib";
import { describe, expect, it, vi } from "vitest";
import { connect, EventSource, type EventSourceOptions, reconnect } from "../src/index.ts";
import { collect, failureOf, feed, streamHeaders } from "./feed.ts";

const text = "data: a\n\ndata: é\n\n";
const bytes = new TextEncoder().encode(text);

const over = (body: unknown, options: EventSourceOptions = {}, status = 200): EventSource<string> =>
  new EventSource({ status, headers: streamHeaders, body, raw: "raw" }, options);

async function* chunks(): AsyncGenerator<Uint8Array | string> {
  yield bytes.subarray(0, 3);
  yield text.slice(3);
}

async function* iterableOf(...values: unknown[]): AsyncGenerator<unknown> {
  yield* values;
}

const readable: [string, () => unknown][] = [
  ["text", () => text],
  ["bytes", () => bytes],
  ["a view of a part of a buffer", () => new DataView(new Uint8Array([0, ...bytes, 0]).buffer, 1, bytes.length)],
  ["an ArrayBuffer", () => bytes.slice().buffer],
  ["a Buffer", () => Buffer.from(text)],
  ["a Blob", () => new Blob([text])],
  ["a web stream", () => new Response(text).body],
  ["a web stream of text", () => new Response(text).body?.pipeThrough(new TextDecoderStream())],
  ["a Node stream", () => Readable.from([Buffer.from(text)])],
  ["a Node stream of text", () => Readable.from([text])],
  ["an async iterable of bytes and text", chunks],
  ["shared memory", () => shared(bytes)],
  ["a view of shared memory", () => new Uint8Array(shared(bytes))],
  ["a web stream of buffers", () => streamOf(bytes.slice(0, 3).buffer, bytes.slice(3).buffer)],
  [
    "a web stream of views",
    () => streamOf(new DataView(bytes.slice().buffer, 0, 3), new Uint16Array(bytes.slice(3, 11).buffer), bytes.slice(11)),
  ],
  ["a web stream of shared memory", () => streamOf(shared(bytes.slice(0, 13)), new Uint8Array(shared(bytes.slice(13))))],
  ["an async iterable of buffers", () => iterableOf(bytes.slice().buffer)],
];

function shared(data: Uint8Array): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(data.length);
  new Uint8Array(buffer).set(data);
  return buffer;
}

const streamOf = (...chunks: unknown[]): ReadableStream<unknown> =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });

const unreadable: [string, unknown][] = [
  ["an object", { error: "x" }],
  ["an array", ["data: a\n\n"]],
  ["a number", 7],
  ["a function", () => text],
  ["a symbol", Symbol("body")],
];

describe("a body", () => {
  it.each(readable)("can be %s", async (_, body) => {
    expect(await collect(over(body()))).toEqual(["a", "é"]);
    expect(await failureOf(collect(over(body(), {}, 500)))).toMatchObject({ code: "ERR_SSE_STATUS", body: text });
  });

  it.each(unreadable)("that is %s makes the loop throw one TypeError", async (_, body) => {
    const iterator = over(body).iterSSE();
    expect(await failureOf(iterator.next())).toBeInstanceOf(TypeError);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it("of a chunk that is neither bytes nor text ends the loop with an error that says so", async () => {
    const failure = await failureOf(collect(over(streamOf({ data: "a" }))));
    expect(failure).toEqual(new TypeError("Expected a chunk of type Uint8Array or string, got Object"));
  });

  it.each([
    ["gzip", zlib.gzipSync(text)],
    ["gzip, gzip", zlib.gzipSync(zlib.gzipSync(text))],
    ["br, deflate", zlib.deflateSync(zlib.brotliCompressSync(text))],
    ["zstd, zstd", Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 4, 0)],
  ])("that the client left in %s is an error, and final for reconnect", async (coding, body) => {
    let connections = 0;
    const headers = { ...streamHeaders, "content-encoding": coding };
    const source = reconnect(() => {
      connections++;
      return new EventSource({ status: 200, headers, body, raw: "raw" });
    });
    const message = `Expected text, got compressed bytes that the client left as they are (content-encoding: ${coding})`;
    expect(
      await failureOf(
        (async () => {
          for await (const _ of source);
        })(),
      ),
    ).toMatchObject({
      code: "ERR_SSE_GAVE_UP",
      cause: { code: "ERR_SSE_CONTENT_TYPE", message },
    });
    expect(connections).toBe(1);
  });

  it("that is compressed is recognised when its first chunks are empty or one byte long", async () => {
    const [first, second, ...others] = zlib.gzipSync(text);
    const chunks = [[], [first], [second], others].map((values) => Uint8Array.from(values as number[]));
    expect(await failureOf(collect(over(streamOf(...chunks))))).toMatchObject({ code: "ERR_SSE_CONTENT_TYPE" });
  });

  it("that is text may begin with the characters of compressed bytes", async () => {
    expect(await collect(over(streamOf("xÚ\ndata: a\n\n")))).toEqual(["a"]);
    expect(await collect(over(streamOf("(µ\ndata: a\n\n")))).toEqual(["a"]);
  });

  it("of buffers reaches the trace as bytes, and is read to its end after the terminal event", async () => {
    const sizes: number[] = [];
    const source = over(streamOf(bytes.slice().buffer, shared(bytes), bytes.slice().buffer), {
      until: "é",
      trace: { chunk: ({ length }) => sizes.push(length) },
    });
    expect(await collect(source)).toEqual(["a"]);
    expect(sizes).toEqual([bytes.length]);
  });

  it("that is an object is shown as JSON where the response is refused", async () => {
    expect(await failureOf(collect(over({ error: "x" }, {}, 401)))).toMatchObject({ code: "ERR_SSE_STATUS", body: '{"error":"x"}' });
    const round: Record<string, unknown> = {};
    round.round = round;
    expect(await failureOf(collect(over(round, {}, 401)))).toMatchObject({ code: "ERR_SSE_STATUS" });
  });

  it("of null is empty; one that is missing has to be read as a whole, or can't be read at all", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    expect(await collect(over(null))).toEqual([]);
    const response = { status: 200, headers: streamHeaders, text: async () => text };
    expect(await collect(new EventSource(response))).toEqual(["a", "é"]);
    expect(await collect(new EventSource(response))).toEqual(["a", "é"]);
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
    expect(await failureOf(collect(over(undefined)))).toBeInstanceOf(TypeError);
  });

  it.each([...readable.map(([name, make]) => [name, make()] as const), ...unreadable, ["missing", undefined] as const])(
    "that is %s: close() and an abort never throw, before and after the loop has begun",
    async (_, body) => {
      over(body).close();
      const controller = new AbortController();
      const aborted = over(body, { signal: controller.signal });
      controller.abort("mine");
      expect(await failureOf(collect(aborted))).toBe("mine");
    },
  );

  it("whose iterator breaks its contract is closed without an error, and fails the loop if it throws", async () => {
    const broken = {
      [Symbol.asyncIterator]: () => ({
        next() {
          throw new Error("next");
        },
        return() {
          throw new Error("return");
        },
      }),
    };
    over(broken).close();
    expect(await failureOf(collect(over(broken)))).toMatchObject({ code: "ERR_SSE_DISCONNECTED", cause: { message: "next" } });
  });

  it("may be an async iterable that gives its results without a promise", async () => {
    const results = [{ done: false, value: text }, { done: true }];
    const body = { [Symbol.asyncIterator]: () => ({ next: () => results.shift() }) };
    expect(await collect(over(body))).toEqual(["a", "é"]);
  });

  // https://tc39.es/ecma262/#sec-iteratornext: a result is an object
  it("that gives something else than a result ends the loop with an error", async () => {
    const body = { [Symbol.asyncIterator]: () => ({ next: async () => undefined }) };
    expect(await failureOf(collect(over(body)))).toBeInstanceOf(TypeError);
  });

  it("that something else receives already is refused, because its first events would be missing", async () => {
    const stream = new PassThrough();
    stream.on("data", () => {});
    stream.write(text);
    expect(await failureOf(collect(over(stream)))).toBeInstanceOf(TypeError);
  });
});

describe("comments", () => {
  it("take time in their number, however many a chunk holds", async () => {
    let comments = 0;
    const source = over(":\n".repeat(1_000_000), { onComment: () => comments++ });
    expect(await collect(source)).toEqual([]);
    expect(comments).toBe(1_000_000);
  });

  const order = async (stream: string, batches = false): Promise<string[]> => {
    const seen: string[] = [];
    const source = over(stream, { onComment: (comment) => seen.push(`:${comment}`) });
    if (batches) for await (const events of source.iterBatches()) seen.push(events.map(({ data }) => data).join("+"));
    else for await (const { data } of source) seen.push(data);
    return seen;
  };

  it("keep their place among the events of a chunk, however they are read", async () => {
    const stream = ": 1\ndata: a\n\ndata: b\n: 2\n\n: 3\n\ndata: c\n\n: 4\n";
    expect(await order(stream)).toEqual([":1", "a", ":2", "b", ":3", "c", ":4"]);
    expect(await order(stream, true)).toEqual([":1", "a", ":2", "b", ":3", "c", ":4"]);
    expect(await order("data: a\n\ndata: b\n\n: 1\n", true)).toEqual(["a+b", ":1"]);
  });

  it("that close the source let the events before them through", async () => {
    const source: EventSource<string> = over("data: 1\n\ndata: 2\n\n: bye\n\ndata: 3\n\n", { onComment: () => source.close() });
    expect(await collect(source)).toEqual(["1", "2"]);
  });

  it("are called as they arrive while the loop waits", async () => {
    const { body, send, end } = feed();
    const comments: string[] = [];
    const source = new EventSource(new Response(body, { headers: streamHeaders }), { onComment: (comment) => comments.push(comment) });
    const next = source.iterSSE().next();
    send(": still here\n");
    await vi.waitFor(() => expect(comments).toEqual(["still here"]));
    end();
    expect((await next).done).toBe(true);
  });
});

describe("a response of the platform's own fetch that is closed before it is read", () => {
  const touched: string[] = [];
  const fromNetwork = {
    status: 200,
    headers: streamHeaders,
    type: "basic",
    get body(): ReadableStream<Uint8Array> {
      touched.push("body");
      return new ReadableStream({ cancel: () => void touched.push("cancel") });
    },
  };

  it("is aborted, and its body isn't looked at, which would leave connections open in a worker of Firefox", async () => {
    touched.length = 0;
    let aborted = false;
    const source = await connect(
      ({ signal }) => {
        signal.addEventListener("abort", () => (aborted = true));
        return fromNetwork;
      },
      "GET",
      "http://h/",
    );
    source.close();
    expect({ aborted, touched }).toEqual({ aborted: true, touched: [] });
  });

  it("is cancelled if the source didn't make the request, because then it can't be aborted", () => {
    touched.length = 0;
    new EventSource(fromNetwork).close();
    expect(touched).toEqual(["body", "cancel"]);
  });
});
