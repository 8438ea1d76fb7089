import { type Scenario, type Script, type ScriptedServer, type Step, startServer } from "@sse/conformance/server";
import ky2 from "ky";
import ky1 from "ky1";
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

// Version 1's types differ from version 2's in what does not matter here; its users compile against their own.
const versions: [string, typeof ky2][] = [
  ["ky 2", ky2],
  ["ky 1", ky1 as object as typeof ky2],
];

describe.each(versions)("with %s", (version, ky) => {
  it("outlives the instance's timeout", async () => {
    const client = ky.create({ timeout: 100, totalTimeout: 100 });
    expect(await collect(await connectSSE(client, "GET", server.script(quiet).url))).toEqual(["a", "b"]);
  });

  it("waits for headers longer than the instance's timeout says", async () => {
    const slow: Scenario = { exchanges: [[{ do: "delay", milliseconds: 400 }, head, { do: "body", text: "data: a\n\n" }, { do: "end" }]] };
    for (const limits of [{ timeout: 100 }, { totalTimeout: 100 }])
      expect(await collect(await connectSSE(ky.create(limits), "GET", server.script(slow).url))).toEqual(["a"]);
  });

  it("resolves for a status that ky by itself rejects, and asks once, though the instance retries", async () => {
    const script = server.script({
      exchanges: [
        [
          { do: "head", status: 503, headers: { "Content-Type": "application/json" } },
          { do: "body", text: '{"error":"busy"}' },
          { do: "wait", for: "never" },
        ],
      ],
    });
    const source = await connectSSE(ky.create({ retry: 5 }), "GET", script.url);
    expect(source.response.status).toBe(503);
    await expect(collect(source)).rejects.toMatchObject({ code: "ERR_SSE_STATUS", body: '{"error":"busy"}' });
    await (await script.exchange(0)).closed;
    expect(script.exchanges).toHaveLength(1);
  });

  it("does not retry a connection that failed, unless this call says so", async () => {
    const script = server.script({ exchanges: [[{ do: "reset" }]] });
    await expect(connectSSE(ky.create({ retry: 5 }), "GET", script.url)).rejects.toMatchObject({ code: "ERR_SSE_CONNECT" });
    // @ts-expect-error an option that is not set, as JavaScript users write it
    await expect(connectSSE(ky, "GET", script.url, { retry: undefined })).rejects.toMatchObject({ code: "ERR_SSE_CONNECT" });
    expect(script.exchanges).toHaveLength(2);
    await expect(connectSSE(ky, "GET", script.url, { retry: { limit: 1, delay: () => 1 } })).rejects.toMatchObject({
      code: "ERR_SSE_CONNECT",
    });
    expect(script.exchanges).toHaveLength(4);
  });

  it("runs hooks once, and streams though an afterResponse hook was given a clone", async () => {
    const script = server.script({
      exchanges: [
        [
          head,
          { do: "body", text: "data: a\n\n" },
          { do: "wait", for: "seen" },
          { do: "body", text: "data: b\n\n" },
          { do: "wait", for: "never" },
        ],
      ],
    });
    let hooks = 0;
    const hook = (): void => {
      hooks++;
    };
    const source = await connectSSE(ky.create({ hooks: { beforeRequest: [hook], afterResponse: [hook] } }), "GET", script.url);
    for await (const { data } of source) {
      script.release("seen");
      if (data === "b") break;
    }
    expect(hooks).toBe(2);
    await (await script.exchange(0)).closed;
  });

  it("passes ky's own options through: prefix, searchParams, json", async () => {
    const script = server.script(echo);
    const client = ky.create(version === "ky 1" ? { ["prefix" + "Url"]: script.url } : { prefix: script.url });
    await collect(await connectSSE(client, "post", "chat", { json: { prompt: "hi" }, searchParams: { q: "1" } }));
    const request = script.exchanges[0]?.request;
    expect(request?.target).toMatch(/\/chat\?q=1$/);
    expect(Buffer.from(request?.body ?? []).toString()).toBe('{"prompt":"hi"}');
    expect(sent(script, "content-type")).toEqual(["application/json"]);
  });

  it("sends each header once; the call's win, and undefined removes an instance's default", async () => {
    const script = server.script(echo);
    const client = ky.create({ headers: { Accept: "application/json", "X-A": "instance", Authorization: "secret" } });
    await collect(
      await connectSSE(client, "GET", script.url, { headers: { "x-a": "call", authorization: undefined }, lastEventId: "日本" }),
    );
    expect(sent(script, "accept")).toEqual(["text/event-stream"]);
    expect(sent(script, "x-a")).toEqual(["call"]);
    expect(sent(script, "authorization")).toEqual([]);
    expect(sent(script, "last-event-id")).toEqual([Buffer.from("日本").toString("latin1")]);
  });

  it("hands the cache mode to ky only in a browser, and the caller's own always", async () => {
    const seen: string[] = [];
    const client = ky.create({
      fetch: async (request) => {
        seen.push(new Request(request).cache);
        return new Response("", { headers: { "content-type": "text/event-stream" } });
      },
    });
    const own = Object.getOwnPropertyDescriptor(globalThis, "navigator");
    await connectSSE(client, "GET", "http://h/");
    Object.defineProperty(globalThis, "navigator", { value: { userAgent: "Mozilla/5.0" }, configurable: true });
    try {
      await connectSSE(client, "GET", "http://h/");
      await connectSSE(client, "GET", "http://h/", { cache: "reload" });
    } finally {
      if (own) Object.defineProperty(globalThis, "navigator", own);
    }
    expect(seen).toEqual(["default", "no-store", "reload"]);
  });

  it("says what was expected of the client and the URL", async () => {
    for (const client of ["ky", null, fetch, {}, { extend() {} }]) {
      // @ts-expect-error what JavaScript users can still do
      await expect(connectSSE(client, "GET", "http://h/")).rejects.toThrow(/^Expected a ky instance as the client, got /);
    }
    await expect(connectSSE(ky, "GET", "no url")).rejects.toThrow(
      new TypeError('Expected a method and an absolute HTTP URL, got ["GET","no url"]'),
    );
    for (const options of [null, "POST"]) {
      // @ts-expect-error what JavaScript users can still do
      await expect(connectSSE(ky, "GET", "http://h/", options)).rejects.toThrow(/^options: expected an object, got (null|string)$/);
    }
  });
});
