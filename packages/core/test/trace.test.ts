import { channel } from "node:diagnostics_channel";
import { inspect } from "node:util";
import { afterEach, describe, expect, it, vi } from "vitest";
import { connect, EventSource, type Trace, type TracedStream, type Transport } from "../src/index.ts";
import { collect, failureOf, feed, streamHeaders } from "./feed.ts";

const secret = {
  authorization: "Bearer SECRET",
  "X-API-Key": "SECRET",
  cookie: "a=SECRET",
  "x-auth-token": "SECRET",
  "x-user-jwt": "SECRET",
  "x-credentials": "SECRET",
  "x-signature": "SECRET",
  "x-forwarded-user": "Bearer SECRET",
  referer: "http://u:SECRET@h/p?q=SECRET",
};

/** Every call of a hook, in order. */
function recorder(): { trace: Trace; calls: [string, unknown][]; streams: Set<TracedStream> } {
  const calls: [string, unknown][] = [];
  const streams = new Set<TracedStream>();
  const hook = (name: string) => (payload: unknown, stream: TracedStream) => {
    calls.push([name, payload]);
    streams.add(stream);
  };
  const names = ["request", "response", "chunk", "event", "comment", "end"];
  return { trace: Object.fromEntries(names.map((name) => [name, hook(name)])), calls, streams };
}

const transport: Transport<Response> = async () =>
  new Response("data: a\n\n: bye\n\n", {
    headers: { ...streamHeaders, "set-cookie": "a=SECRET", "content-location": "/p?q=SECRET", "x-request-id": "7" },
  });

describe("trace", () => {
  it("shows everything in the order of the wire, with credentials masked and URLs without their query", async () => {
    const { trace, calls, streams } = recorder();
    await collect(await connect(transport, "get", "http://h/p?token=SECRET", { trace, headers: { ...secret, "x-a": "1" } }));
    expect(calls.map(([name]) => name)).toEqual(["request", "response", "chunk", "event", "comment", "end"]);
    expect(calls[0]?.[1]).toMatchObject({ method: "GET", url: "http://h/p", headers: { "x-a": "1", authorization: "***" } });
    expect(calls[1]?.[1]).toMatchObject({ status: 200, headers: { "x-request-id": "7", "set-cookie": "***" } });
    expect(calls.slice(3)).toEqual([
      ["event", expect.objectContaining({ data: "a" })],
      ["comment", "bye"],
      ["end", { reason: "end" }],
    ]);
    expect(JSON.stringify(calls)).not.toContain("SECRET");
    expect([...streams]).toEqual([{ id: expect.any(Number), label: "GET http://h/p" }]);
  });

  it("works for a response that the caller has, and numbers streams", async () => {
    const { trace, calls, streams } = recorder();
    for (let count = 0; count < 2; count++) await collect(new EventSource(await transport({} as never), { trace }));
    expect(calls.filter(([name]) => name === "response")).toHaveLength(2);
    expect(new Set([...streams].map(({ id }) => id)).size).toBe(2);
  });

  it.each<[string, (source: EventSource<Response>, controller: AbortController) => void]>([
    ["closed", (source) => source.close()],
    ["failed", (_, controller) => controller.abort("mine")],
  ])("tells the end once: %s", async (reason, end) => {
    const { trace, calls } = recorder();
    const controller = new AbortController();
    const source = new EventSource(new Response(feed().body, { headers: streamHeaders }), { trace, signal: controller.signal });
    const next = source
      .iterSSE()
      .next()
      .catch(() => {});
    end(source, controller);
    source.close();
    await next;
    expect(calls.filter(([name]) => name === "end")).toEqual([["end", { reason, ...(reason === "failed" && { error: "mine" }) }]]);
  });

  it("tells the end of an answer that is complete, and of a request without a response", async () => {
    const { trace, calls } = recorder();
    await collect(await connect(transport, "GET", "http://h/", { trace, until: "a" }));
    await failureOf(connect(() => Promise.reject(new Error("down")), "GET", "http://h/", { trace }));
    expect(calls.filter(([name]) => name === "end").map(([, end]) => end)).toEqual([
      { reason: "complete" },
      { reason: "failed", error: expect.objectContaining({ code: "ERR_SSE_CONNECT" }) },
    ]);
  });

  it("turns what a hook throws into a warning, and goes on", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const chunk = (): void => {
      throw new Error("mine");
    };
    expect(await collect(await connect(transport, "GET", "http://h/", { trace: { chunk } }))).toEqual(["a"]);
    expect(warn).toHaveBeenCalledWith("sse: The trace hook chunk threw: mine");
    warn.mockRestore();
  });
});

describe("without a trace option", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("subscribers of the diagnostics channels see every stream", async () => {
    const messages: unknown[] = [];
    const subscribe = (message: unknown): void => void messages.push(message);
    channel("sse:event").subscribe(subscribe);
    channel("sse:end").subscribe(subscribe);
    await collect(await connect(transport, "GET", "http://h/", {}));
    channel("sse:event").unsubscribe(subscribe);
    channel("sse:end").unsubscribe(subscribe);
    await collect(await connect(transport, "GET", "http://h/", {}));
    expect(messages).toEqual([
      { event: expect.objectContaining({ data: "a" }), stream: expect.objectContaining({ label: "GET http://h/" }) },
      { end: { reason: "end" }, stream: expect.anything() },
    ]);
  });

  it("NODE_DEBUG=sse prints every stream on standard error", async () => {
    vi.stubEnv("NODE_DEBUG", "http,sse");
    const print = vi.spyOn(console, "error").mockImplementation(() => {});
    await collect(await connect(transport, "GET", "http://h/", { headers: secret }));
    const text = JSON.stringify(print.mock.calls);
    print.mockRestore();
    for (const name of ["request", "response", "chunk", "event", "comment", "end"])
      expect(text).toMatch(new RegExp(`SSE \\d+ GET http://h/ ${name}`));
    expect(text).not.toContain("SECRET");
  });

  it("NODE_DEBUG=sse shows nothing that the server said, only how long it is", async () => {
    vi.stubEnv("NODE_DEBUG", "sse");
    const print = vi.spyOn(console, "error").mockImplementation(() => {});
    const said = ": SECRET\n\nevent: greeting\nid: SECRET\ndata: SECRET\n\ndata: SECRET";
    const answers = [new Response(said, { headers: streamHeaders }), new Response("SECRET", { status: 401 })];
    for (const answer of answers) {
      await failureOf((async () => collect(await connect(async () => answer, "GET", "http://h/", { until: "end" })))());
    }
    const calls = print.mock.calls.map(([words, payload]) => [String(words).split(" ").at(-1), payload]);
    expect(inspect(print.mock.calls, { depth: 9 })).not.toContain("SECRET");
    print.mockRestore();
    expect(calls).toEqual([
      ["request", expect.objectContaining({ method: "GET", url: "http://h/" })],
      ["response", expect.objectContaining({ status: 200 })],
      ["chunk", { length: said.length }],
      ["comment", { length: 6 }],
      ["event", { event: "greeting", length: 6 }],
      ["end", { reason: "failed", error: "ERR_SSE_TRUNCATED" }],
      ["request", expect.anything()],
      ["response", expect.objectContaining({ status: 401 })],
      ["end", { reason: "failed", error: "ERR_SSE_STATUS" }],
    ]);
  });
});
