import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { type Scenario, type Script, type ScriptedServer, type Step, startServer } from "@sse/conformance/server";
import axios, { Axios, type AxiosAdapter, AxiosError, AxiosHeaders } from "axios";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectSSE } from "../src/index.ts";

const head: Step = { do: "head", headers: { "Content-Type": "text/event-stream" } };
const echo: Scenario = { exchanges: [[head, { do: "echo" }, { do: "end" }]] };

let server: ScriptedServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

/** A server that says nothing for long enough to trip a client's own timeout, and then one more event. */
const quiet: Scenario = {
  exchanges: [
    [head, { do: "body", text: "data: a\n\n" }, { do: "delay", milliseconds: 400 }, { do: "body", text: "data: b\n\n" }, { do: "end" }],
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

describe.each(["http", "fetch"])("with axios's %s adapter", (adapter) => {
  it("asks for an event stream, whatever the instance's default Accept", async () => {
    const script = server.script(echo);
    const client = axios.create({ adapter, headers: { Accept: "application/json" } });
    await collect(await connectSSE(client, "GET", script.url));
    expect(sent(script, "accept")).toEqual(["text/event-stream"]);
  });

  it("sends the call's headers once, in any case and form, and lets null remove an instance's default", async () => {
    const client = axios.create({ adapter, headers: { common: { "X-Default": "1" }, "X-A": "instance" } });
    for (const headers of [
      { ACCEPT: "x/y", "x-a": "call", "X-Default": null },
      new AxiosHeaders({ accept: "x/y", "X-A": "call", "X-Default": null }),
    ]) {
      const script = server.script(echo);
      await collect(await connectSSE(client, "GET", script.url, { headers }));
      expect(sent(script, "accept")).toEqual(["x/y"]);
      expect(sent(script, "x-a")).toEqual(["call"]);
      expect(sent(script, "x-default")).toEqual([]);
    }
  });

  it.each<[string, object]>([
    ["a web Headers", new Headers({ "X-A": "1", Accept: "x/y" })],
    ["a Map", new Map(Object.entries({ "X-A": "1", Accept: "x/y" }))],
    ["pairs", Object.entries({ "X-A": "1", Accept: "x/y" })],
  ])("sends the headers of %s, which axios takes as well", async (_, headers) => {
    const script = server.script(echo);
    await collect(await connectSSE(axios.create({ adapter }), "GET", script.url, { headers }));
    expect(sent(script, "x-a")).toEqual(["1"]);
    expect(sent(script, "accept")).toEqual(["x/y"]);
    expect(sent(script, "0")).toEqual([]);
  });

  it("sends a list as one header, and leaves axios's groups to axios", async () => {
    const script = server.script(echo);
    const headers = { "X-L": ["1", "2"], common: new AxiosHeaders({ "X-C": "3" }) };
    await collect(await connectSSE(axios.create({ adapter }), "GET", script.url, { headers }));
    expect(sent(script, "x-l")).toEqual(["1, 2"]);
    expect(sent(script, "x-c")).toEqual(["3"]);
    expect(sent(script, "common")).toEqual([]);
  });

  it("inflates, though the instance says not to", async () => {
    const script = server.script({
      exchanges: [
        [
          { do: "head", headers: { "Content-Type": "text/event-stream" }, coding: "gzip" },
          { do: "body", text: "data: a\n\n" },
          { do: "end" },
        ],
      ],
    });
    expect(await collect(await connectSSE(axios.create({ adapter, decompress: false }), "GET", script.url))).toEqual(["a"]);
  });

  it("keeps a connection that broke off before anybody read for the one who reads", async () => {
    const script = server.script({ exchanges: [[head, { do: "wait", for: "connected" }, { do: "reset" }]] });
    const source = await connectSSE(axios.create({ adapter }), "GET", script.url);
    script.release("connected");
    await (await script.exchange(0)).closed;
    await new Promise((resolve) => setTimeout(resolve, 50)); // for the news to arrive: nobody reads, so nobody is told
    await expect(collect(source)).rejects.toMatchObject({ code: "ERR_SSE_DISCONNECTED" });
  });

  it("shows beforeConnect the data, and joins a response header's values", async () => {
    const step: Step = { do: "head", headers: { "Content-Type": "text/event-stream", "Set-Cookie": ["a=1", "b=2"] } };
    const data = { prompt: "hi" };
    let shown: unknown;
    const source = await connectSSE(axios.create({ adapter }), "POST", server.script({ exchanges: [[step, { do: "end" }]] }).url, {
      data,
      beforeConnect: (request) => {
        shown = request.body;
      },
    });
    expect(shown).toBe(data);
    expect(source.headers.get("Set-Cookie")).toBe("a=1, b=2");
    source.close();
  });

  it("sends a last event ID outside Latin-1, which axios by itself strips", async () => {
    const script = server.script(echo);
    await collect(await connectSSE(axios.create({ adapter }), "GET", script.url, { lastEventId: "日本" }));
    expect(sent(script, "last-event-id")).toEqual([Buffer.from("日本").toString("latin1")]);
  });

  it("outlives the instance's timeout, which axios counts over the whole stream or its silences", async () => {
    const client = axios.create({ adapter, timeout: 100 });
    expect(await collect(await connectSSE(client, "GET", server.script(quiet).url))).toEqual(["a", "b"]);
  });

  it("outlives the instance's maxContentLength", async () => {
    const script = server.script({ exchanges: [[head, { do: "body", text: "data: a\n\n", times: 50 }, { do: "end" }]] });
    expect(await collect(await connectSSE(axios.create({ adapter, maxContentLength: 100 }), "GET", script.url))).toHaveLength(50);
  });

  it("keeps the instance's transformResponse and responseType away from the stream", async () => {
    const client = axios.create({ adapter, responseType: "json", transformResponse: () => "transformed" });
    expect(await collect(await connectSSE(client, "GET", server.script(echo).url))).toHaveLength(1);
  });

  it("resolves for a status that axios by itself rejects, and closes it when it is iterated", async () => {
    const script = server.script({
      exchanges: [
        [
          { do: "head", status: 401, headers: { "Content-Type": "application/json" } },
          { do: "body", text: '{"error":"key"}' },
          { do: "wait", for: "never" },
        ],
      ],
    });
    const source = await connectSSE(axios.create({ adapter }), "GET", script.url);
    expect(source.response.status).toBe(401);
    await expect(collect(source)).rejects.toMatchObject({ code: "ERR_SSE_STATUS", body: '{"error":"key"}', response: source.response });
    await (await script.exchange(0)).closed;
  });

  it("throws the caller's reason, which axios by itself loses", async () => {
    const script = server.script({ exchanges: [[head, { do: "body", text: "data: a\n\n" }, { do: "wait", for: "never" }]] });
    const controller = new AbortController();
    const reason = new Error("mine");
    const source = await connectSSE(axios.create({ adapter }), "GET", script.url, { signal: controller.signal });
    const loop = async (): Promise<void> => {
      for await (const _ of source) controller.abort(reason);
    };
    await expect(loop()).rejects.toBe(reason);
    await (await script.exchange(0)).closed;
  });

  it("closes the socket when the loop is left, where axios's own iterator hangs", async () => {
    const script = server.script({ exchanges: [[head, { do: "body", text: "data: a\n\n" }, { do: "wait", for: "never" }]] });
    for await (const _ of await connectSSE(axios.create({ adapter }), "GET", script.url)) break;
    await (await script.exchange(0)).closed;
  });

  it("runs interceptors and works with baseURL, params and data", async () => {
    const script = server.script(echo);
    const client = axios.create({ adapter, baseURL: script.url });
    client.interceptors.request.use((config) => {
      config.headers.set("X-Intercepted", "1");
      return config;
    });
    await collect(await connectSSE(client, "POST", "/chat", { params: { q: 1 }, data: { prompt: "hi" } }));
    const request = script.exchanges[0]?.request;
    expect(request?.target).toMatch(/\/chat\?q=1$/);
    expect(Buffer.from(request?.body ?? []).toString()).toBe('{"prompt":"hi"}');
    expect(sent(script, "x-intercepted")).toEqual(["1"]);
    expect(sent(script, "content-type")).toEqual(["application/json"]);
  });

  it("keeps axios's own error as the cause of a connection that failed", async () => {
    const gone = await startServer();
    const { url } = gone.script(echo);
    await gone.close();
    const error: unknown = await connectSSE(axios.create({ adapter }), "GET", url).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: "ERR_SSE_CONNECT", cause: expect.any(AxiosError) });
  });
});

describe("with axios", () => {
  it("reads what a custom adapter hands over whole", async () => {
    const text = "data: a\n\ndata: ü\n\n";
    for (const data of [text, Buffer.from(text), new TextEncoder().encode(text), null]) {
      const adapter: AxiosAdapter = async (config) => ({
        data,
        status: 200,
        statusText: "",
        headers: { "content-type": "text/event-stream" },
        config,
      });
      expect(await collect(await connectSSE(axios, "GET", "http://h/", { adapter }))).toEqual(data === null ? [] : ["a", "ü"]);
    }
  });

  it("delivers what had arrived before the connection broke, to a consumer that was busy, with its http adapter", async () => {
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
    const source = await connectSSE(axios.create({ adapter: "http" }), "GET", script.url);
    const events = source[Symbol.asyncIterator]();
    expect((await events.next()).value?.data).toBe("a");
    script.release("seen");
    await (await script.exchange(0)).reached("sent");
    script.release("sent");
    const stream = source.response.data;
    if (!(stream instanceof Readable)) expect.unreachable("the http adapter gave no stream");
    else await new Promise((resolve) => stream.on("close", resolve));
    expect((await events.next()).value?.data).toBe("b");
    await expect(events.next()).rejects.toMatchObject({ code: "ERR_SSE_DISCONNECTED" });
  });

  it.each(["fetch", "http"])("closes a refused response, and streams, if an interceptor chooses the %s adapter", async (chosen) => {
    const client = axios.create({ adapter: chosen === "fetch" ? "http" : "fetch" });
    client.interceptors.request.use((config) => Object.assign(config, { adapter: chosen }));
    const refused = server.script({
      exchanges: [
        [
          { do: "head", status: 403 },
          { do: "body", text: "denied" },
          { do: "wait", for: "never" },
        ],
      ],
    });
    const error = await collect(await connectSSE(client, "GET", refused.url)).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: "ERR_SSE_STATUS", status: 403, body: "denied" });
    await (await refused.exchange(0)).closed;
    const script = server.script({ exchanges: [[head, { do: "body", text: "data: a\n\n" }, { do: "end" }]] });
    const source = await connectSSE(client, "POST", script.url, { data: { b: 1 } });
    expect(await collect(source)).toEqual(["a"]);
    expect(source.response.data instanceof Readable).toBe(chosen === "http");
    expect(sent(script, "content-type")).toEqual(["application/json"]);
  });

  it("refuses XMLHttpRequest if an interceptor chooses it", async () => {
    const client = axios.create();
    client.interceptors.request.use((config) => Object.assign(config, { adapter: "xhr" }));
    await expect(connectSSE(client, "GET", "http://127.0.0.1:9/")).rejects.toThrow(
      /expected an axios instance with an adapter that streams/i,
    );
  });

  it("fails where its http adapter leaves a list of content codings as it is", async () => {
    const body = gzipSync(gzipSync("data: a\n\n"));
    const answer = createServer((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream", "content-encoding": "gzip, gzip" }).end(body);
    });
    await once(answer.listen(0, "127.0.0.1"), "listening");
    const url = `http://127.0.0.1:${(answer.address() as AddressInfo).port}`;
    const source = await connectSSE(axios.create({ adapter: "http" }), "GET", url);
    await expect(collect(source)).rejects.toMatchObject({ code: "ERR_SSE_CONTENT_TYPE", message: expect.stringContaining("gzip, gzip") });
    answer.close();
  });

  it("chooses an adapter that streams where axios would take XMLHttpRequest", async () => {
    for (const client of [axios.create({ adapter: ["xhr", "fetch"] }), new Axios({ adapter: "fetch" })]) {
      const source = await connectSSE(client, "GET", server.script(echo).url);
      expect(source.response.request).toBeInstanceOf(Request);
      expect(await collect(source)).toHaveLength(1);
    }
    for (const client of [axios.create(), new Axios({})]) {
      expect(await collect(await connectSSE(client, "GET", server.script(echo).url))).toHaveLength(1);
    }
  });

  it("hands the cache mode to fetch only in a browser, and the caller's own always", async () => {
    const seen: unknown[] = [];
    const adapter: AxiosAdapter = async (config) => {
      seen.push(config.fetchOptions);
      return { data: "", status: 200, statusText: "", headers: { "content-type": "text/event-stream" }, config };
    };
    const own = Object.getOwnPropertyDescriptor(globalThis, "navigator");
    await connectSSE(axios, "GET", "http://h/", { adapter });
    Object.defineProperty(globalThis, "navigator", { value: { userAgent: "Mozilla/5.0" }, configurable: true });
    try {
      await connectSSE(axios, "GET", "http://h/", { adapter, fetchOptions: { mode: "cors" } });
      await connectSSE(axios, "GET", "http://h/", { adapter, fetchOptions: { cache: "reload" } });
    } finally {
      if (own) Object.defineProperty(globalThis, "navigator", own);
    }
    expect(seen).toEqual([undefined, { cache: "no-store", mode: "cors" }, { cache: "reload" }]);
  });

  it("says what was expected of the client, its adapter and the URL", async () => {
    await expect(connectSSE(axios.create({ adapter: "xhr" }), "GET", "http://h/")).rejects.toThrow(
      new TypeError('Expected an axios instance with an adapter that streams ("http" or "fetch"), got one with "xhr" only'),
    );
    for (const client of ["axios", null, fetch, {}, { request() {} }, { defaults: {} }]) {
      // @ts-expect-error what JavaScript users can still do
      await expect(connectSSE(client, "GET", "http://h/")).rejects.toThrow(/^Expected an axios instance as the client, got /);
    }
    await expect(connectSSE(axios, "GET", "no url")).rejects.toThrow(
      new TypeError('Expected a method and an absolute HTTP URL, got ["GET","no url"]'),
    );
    for (const options of [null, "POST"]) {
      // @ts-expect-error what JavaScript users can still do
      await expect(connectSSE(axios, "GET", "http://h/", options)).rejects.toThrow(/^options: expected an object, got (null|string)$/);
    }
  });

  it("says so when an interceptor hands back something else than a response, and closes that", async () => {
    const client = axios.create();
    client.interceptors.response.use((response) => response.data);
    const script = server.script({ exchanges: [[head, { do: "wait", for: "never" }]] });
    await expect(connectSSE(client, "GET", script.url)).rejects.toThrow(TypeError);
    await (await script.exchange(0)).closed;
  });
});
