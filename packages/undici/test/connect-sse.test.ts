import * as zlib from "node:zlib";
import { type Scenario, type Script, type ScriptedServer, type Step, startServer } from "@sse/conformance/server";
import * as undici8 from "undici";
import * as undici7 from "undici7";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { connectSSE, type UndiciOptions } from "../src/index.ts";

const head: Step = { do: "head", headers: { "Content-Type": "text/event-stream" } };
const echo: Scenario = { exchanges: [[head, { do: "echo" }, { do: "end" }]] };

let server: ScriptedServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

/** A server that says nothing for long enough to trip undici's timeouts, which it looks at once a second, and then one more event. */
const quiet: Scenario = {
  exchanges: [
    [head, { do: "body", text: "data: a\n\n" }, { do: "delay", milliseconds: 1500 }, { do: "body", text: "data: b\n\n" }, { do: "end" }],
  ],
};

async function collect(events: AsyncIterable<{ data: string }>): Promise<string[]> {
  const seen: string[] = [];
  for await (const { data } of events) seen.push(data);
  return seen;
}

/** The values of a header as they went over the wire. */
function sent(script: Script, name: string): string[] {
  return (script.exchanges[0]?.request.headers ?? []).filter(([given]) => given.toLowerCase() === name).map(([, value]) => value);
}

// Version 7's types differ from version 8's in what does not matter here; its users compile against their own.
const versions: [string, typeof undici8][] = [
  ["undici 8", undici8],
  ["undici 7", undici7 as object as typeof undici8],
];

describe.each(versions)("with %s", (_, undici) => {
  it("takes the module, for its global dispatcher, and any dispatcher", async () => {
    const clients = [
      undici,
      new undici.Agent(),
      new undici.Client(server.origin),
      new undici.Pool(server.origin),
      new undici.RetryAgent(new undici.Agent()),
    ];
    for (const client of clients) {
      const script = server.script(echo);
      const source = await connectSSE(client, "GET", script.url);
      expect(source.response.statusCode).toBe(200);
      expect(await collect(source)).toHaveLength(1);
    }
  });

  it.each<[string, NonNullable<UndiciOptions["headers"]>]>([
    ["a record", { Accept: "x/y", "X-A": ["1", "2"] }],
    ["a flat list", ["Accept", "x/y", "X-A", "1", "x-a", "2"]],
    [
      "pairs",
      new Map([
        ["Accept", "x/y"],
        ["X-A", "1, 2"],
      ]),
    ],
  ])("sends each header once, whatever its case, given as %s", async (_, headers) => {
    const script = server.script(echo);
    await collect(await connectSSE(undici, "GET", script.url, { headers }));
    expect(sent(script, "accept")).toEqual(["x/y"]);
    expect(sent(script, "x-a")).toEqual(["1, 2"]);
  });

  it("asks for an event stream, where undici by itself sends no Accept at all", async () => {
    const script = server.script(echo);
    await collect(await connectSSE(undici, "GET", script.url, { lastEventId: "日本", query: { q: "1" } }));
    expect(sent(script, "accept")).toEqual(["text/event-stream"]);
    expect(sent(script, "last-event-id")).toEqual([Buffer.from("日本").toString("latin1")]);
    expect(script.exchanges[0]?.request.target).toMatch(/\?q=1$/);
  });

  it.concurrent("outlives the dispatcher's bodyTimeout", async () => {
    const agent = new undici.Agent({ bodyTimeout: 100 });
    expect(await collect(await connectSSE(agent, "GET", server.script(quiet).url))).toEqual(["a", "b"]);
  });

  it.concurrent("waits as long as connectTimeout says, though the dispatcher's headersTimeout is shorter", async () => {
    const slow: Scenario = { exchanges: [[{ do: "delay", milliseconds: 1500 }, head, { do: "body", text: "data: a\n\n" }, { do: "end" }]] };
    const agent = new undici.Agent({ headersTimeout: 100 });
    expect(await collect(await connectSSE(agent, "GET", server.script(slow).url, { connectTimeout: 10_000 }))).toEqual(["a"]);
  });

  it.each(["gzip", "deflate", "br"] as const)(
    "inflates %s event by event, where undici hands over the bytes as they came",
    async (coding) => {
      const script = server.script({
        exchanges: [
          [
            { do: "head", headers: { "Content-Type": "text/event-stream" }, coding },
            { do: "body", text: "data: a\n\n" },
            { do: "wait", for: "seen" },
            { do: "body", text: "data: b\n\n" },
            { do: "end" },
          ],
        ],
      });
      const seen: string[] = [];
      for await (const { data } of await connectSSE(undici, "GET", script.url)) {
        seen.push(data);
        script.release("seen");
      }
      expect(seen).toEqual(["a", "b"]);
    },
  );

  it.each([
    ["deflate, GZip ,identity", zlib.gzipSync(zlib.deflateSync("data: a\n\n"))],
    ["x-gzip", zlib.gzipSync("data: a\n\n")],
    ["identity", Buffer.from("data: a\n\n")],
  ])("takes the codings off in reverse: %s", async (encoding, body) => {
    const step: Step = { do: "head", headers: { "Content-Type": "text/event-stream", "Content-Encoding": encoding } };
    const script = server.script({ exchanges: [[step, { do: "body", base64: body.toString("base64") }, { do: "end" }]] });
    expect(await collect(await connectSSE(undici, "GET", script.url))).toEqual(["a"]);
  });

  // https://www.rfc-editor.org/rfc/rfc8878#section-3: a body may be several frames. Node 20 has no zstd.
  it.runIf(typeof zlib.zstdCompressSync === "function")("reads on after a zstd frame that ends within a chunk", async () => {
    const frames = Array.from({ length: 300 }, (_, number) => zlib.zstdCompressSync(`data: ${number}\n\n`));
    const step: Step = { do: "head", headers: { "Content-Type": "text/event-stream", "Content-Encoding": "zstd" } };
    const body = (from: number, to?: number): Step => ({ do: "body", base64: Buffer.concat(frames.slice(from, to)).toString("base64") });
    const script = server.script({ exchanges: [[step, body(0, 2), { do: "wait", for: "seen" }, body(2), { do: "end" }]] });
    const seen: string[] = [];
    for await (const { data } of await connectSSE(undici, "GET", script.url)) if (seen.push(data) === 2) script.release("seen");
    expect(seen).toEqual(frames.map((_, number) => String(number)));
  });

  it("gets headers as a record, though the caller asked for a list", async () => {
    const options: object = { responseHeaders: "raw" };
    expect(await collect(await connectSSE(undici, "GET", server.script(echo).url, options))).toHaveLength(1);
  });

  it("inflates nothing that a HEAD request did not get", async () => {
    const step: Step = { do: "head", headers: { "Content-Type": "text/event-stream", "Content-Encoding": "gzip" }, framing: 0 };
    const source = await connectSSE(undici, "HEAD", server.script({ exchanges: [[step, { do: "end" }]] }).url);
    expect(await collect(source)).toEqual([]);
  });

  it("keeps a connection that broke off before anybody read for the one who reads", async () => {
    const script = server.script({ exchanges: [[head, { do: "wait", for: "connected" }, { do: "reset" }]] });
    const source = await connectSSE(undici, "GET", script.url);
    script.release("connected");
    await new Promise((resolve) => source.response.body.on("close", resolve));
    await expect(collect(source)).rejects.toMatchObject({ code: "ERR_SSE_DISCONNECTED" });
  });

  it("delivers what had arrived before the connection broke, to a consumer that was busy", async () => {
    const script = server.script({
      exchanges: [
        [
          head,
          { do: "body", text: "data: a\n\n" },
          { do: "wait", for: "seen" },
          { do: "body", text: "data: b\n\n" },
          { do: "wait", for: "sent" },
          { do: "reset" },
        ],
      ],
    });
    const source = await connectSSE(undici, "GET", script.url);
    const events = source[Symbol.asyncIterator]();
    expect((await events.next()).value?.data).toBe("a");
    script.release("seen");
    await (await script.exchange(0)).reached("sent");
    script.release("sent");
    await new Promise((resolve) => source.response.body.on("close", resolve));
    expect((await events.next()).value?.data).toBe("b");
    await expect(events.next()).rejects.toMatchObject({ code: "ERR_SSE_DISCONNECTED" });
  });

  it("joins a header's values, and takes headers that are null", async () => {
    const step: Step = { do: "head", headers: { "Content-Type": "text/event-stream", "Set-Cookie": ["a=1", "b=2"] } };
    const source = await connectSSE(undici, "GET", server.script({ exchanges: [[step, { do: "end" }]] }).url, { headers: null });
    expect(source.headers.get("set-cookie")).toBe("a=1, b=2");
    source.close();
  });

  it("gives its place in the pool back when it is closed or refused", async () => {
    const client = new undici.Client(server.origin);
    const open = server.script({ exchanges: [[head, { do: "wait", for: "never" }]] });
    (await connectSSE(client, "GET", open.url)).close();
    const refused = server.script({
      exchanges: [
        [
          { do: "head", status: 503 },
          { do: "wait", for: "never" },
        ],
      ],
    });
    await expect(collect(await connectSSE(client, "GET", refused.url))).rejects.toMatchObject({ code: "ERR_SSE_STATUS" });
    expect(await collect(await connectSSE(client, "GET", server.script(echo).url))).toHaveLength(1);
    await client.close();
  });

  it("follows redirects where the dispatcher does, and says so where it does not", async () => {
    const target = server.script(echo);
    const script = server.script({
      exchanges: [[{ do: "head", status: 302, headers: { Location: target.url }, framing: 0 }, { do: "end" }]],
    });
    await expect(collect(await connectSSE(new undici.Agent(), "GET", script.url))).rejects.toMatchObject({ code: "ERR_SSE_STATUS" });
    const following = new undici.Agent().compose(undici.interceptors.redirect({ maxRedirections: 3 }));
    expect(await collect(await connectSSE(following, "GET", script.url))).toHaveLength(1);
  });

  it("says what was expected of the client and the URL", async () => {
    for (const client of ["undici", null, fetch, {}, { request() {} }]) {
      // @ts-expect-error what JavaScript users can still do
      await expect(connectSSE(client, "GET", "http://h/")).rejects.toThrow(
        /^Expected an undici Dispatcher, or the undici module, as the client, got /,
      );
    }
    vi.stubGlobal("Bun", {}); // Its stand-in for undici has dispatchers without methods.
    // @ts-expect-error what Bun gives as an Agent
    await expect(connectSSE({}, "GET", "http://h/")).rejects.toThrow(/got Bun's stand-in for one: pass the module/);
    vi.unstubAllGlobals();
    await expect(connectSSE(undici, "GET", "/sse")).rejects.toThrow(
      new TypeError('Expected a method and an absolute HTTP URL, got ["GET","/sse"]'),
    );
    const agent = connectSSE(new undici.Agent(), "GET", "/sse");
    await expect(agent).rejects.toThrow(new TypeError('Expected a method and an absolute HTTP URL, got ["GET","/sse"]'));
    for (const options of [null, "POST"]) {
      // @ts-expect-error what JavaScript users can still do
      await expect(connectSSE(undici, "GET", "http://h/", options)).rejects.toThrow(/^options: expected an object, got (null|string)$/);
    }
  });
});
