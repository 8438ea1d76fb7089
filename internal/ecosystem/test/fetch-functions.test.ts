import { type ScriptedServer, type Step, startServer } from "@sse/conformance/server";
import { reconnect } from "@sse/core";
import { connectSSE, type FetchFunction, type WebResponse } from "@sse/fetch";
import { AbortController as AbortControllerWithoutReason } from "abort-controller";
import crossFetch from "cross-fetch";
import fetch2 from "node-fetch2";
import fetch3 from "node-fetch3";
import { ofetch } from "ofetch";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { collect, failureOf } from "./clients.ts";

let server: ScriptedServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const head: Step = { do: "head", headers: { "Content-Type": "text/event-stream", "X-Request-ID": "7" } };
const unauthorized: Step[] = [
  { do: "head", status: 401, headers: { "Content-Type": "application/json" } },
  { do: "body", text: '{"error":"no token"}' },
  { do: "end" },
];

type AnyFetch = FetchFunction<WebResponse, { body?: string }>;

const implementations: [string, AnyFetch][] = [
  ["node-fetch 2", fetch2 as AnyFetch],
  ["node-fetch 3", fetch3 as AnyFetch],
  ["cross-fetch", crossFetch as AnyFetch],
  ["ofetch.native", ofetch.native as AnyFetch],
];

describe.each(implementations)("%s", (_, client) => {
  it("streams, event by event, and closes its socket", async () => {
    const script = server.script({ exchanges: [[head, { do: "body", text: "id: 1\ndata: a\n\n" }, { do: "wait", for: "never" }]] });
    const source = await connectSSE(client, "GET", script.url);
    expect(source.headers.get("x-request-id")).toBe("7");
    for await (const { data } of source) {
      expect(data).toBe("a");
      break;
    }
    expect(source.lastEventId).toBe("1");
    await (await script.exchange(0)).closed;
  });

  it("sends a body, and shows what the server said to it", async () => {
    const script = server.script({ exchanges: [unauthorized] });
    const source = await connectSSE(client, "POST", script.url, { body: "x" });
    expect(await failureOf(collect(source))).toMatchObject({ code: "ERR_SSE_STATUS", status: 401, body: '{"error":"no token"}' });
  });

  it("reports a broken connection after the events before it", async () => {
    const script = server.script({
      exchanges: [[head, { do: "body", text: "data: a\n\n" }, { do: "wait", for: "read" }, { do: "reset" }]],
    });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { data } of await connectSSE(client, "GET", script.url)) {
        seen.push(data);
        script.release("read");
      }
    })();
    expect(await failureOf(reading)).toMatchObject({ code: "ERR_SSE_DISCONNECTED" });
    expect(seen).toEqual(["a"]);
  });

  it("takes a signal without a reason, as abort-controller 3 makes it, and throws an AbortError", async () => {
    const script = server.script({ exchanges: [[head, { do: "wait", for: "never" }]] });
    const controller = new AbortControllerWithoutReason();
    const signal = controller.signal as AbortSignal;
    const next = (await connectSSE(client, "GET", script.url, { signal }))[Symbol.asyncIterator]().next();
    controller.abort();
    expect(await failureOf(next)).toMatchObject({ name: "AbortError" });
    expect(await failureOf(connectSSE(client, "GET", script.url, { signal }))).toMatchObject({ name: "AbortError" });
    await (await script.exchange(0)).closed;
  });
});

describe("a fetch that throws for a status", () => {
  const throwing: [string, AnyFetch][] = [
    [
      "with the response",
      async (url, init) => {
        const response = await fetch(url, init);
        if (!response.ok) throw Object.assign(new Error(response.statusText), { response });
        return response;
      },
    ],
    [
      "with the status and what the server said",
      async (url, init) => {
        const response = await fetch(url, init);
        if (!response.ok) throw Object.assign(new Error("refused"), { status: response.status, body: await response.text() });
        return response;
      },
    ],
    [
      "with a statusCode, as the cause",
      async (url, init) => {
        const response = await fetch(url, init);
        if (!response.ok) throw new Error("wrapped", { cause: { statusCode: response.status, data: await response.json() } });
        return response;
      },
    ],
    // It retries GET once by itself; that is its own business.
    ["ofetch", async (url, init) => ofetch.raw(url, { ...init, retry: 0, responseType: "stream" }) as Promise<WebResponse>],
  ];

  it.each(throwing)("%s is reported as ERR_SSE_STATUS with what the server said, and is final", async (_, client) => {
    const script = server.script({ exchanges: [unauthorized] });
    expect(await failureOf(connectSSE(client, "GET", script.url).then(collect))).toMatchObject({
      code: "ERR_SSE_STATUS",
      status: 401,
      body: '{"error":"no token"}',
    });
    const source = reconnect((resume) => connectSSE(client, "GET", script.url, resume));
    expect(await failureOf(collect(source))).toMatchObject({ code: "ERR_SSE_GAVE_UP", status: 401, body: '{"error":"no token"}' });
    expect(script.exchanges).toHaveLength(2);
  });
});

describe("a response without a body property, as React Native and whatwg-fetch have it", () => {
  const bodiless =
    (status = 200): AnyFetch =>
    async (url, init) => {
      const response = await fetch(url, init);
      return { status, headers: response.headers, text: () => response.text() };
    };

  it("is decoded as a whole, with one warning that this client can't stream", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const script = server.script({ exchanges: [[head, { do: "body", text: "data: a\n\ndata: b\n\n" }, { do: "end" }]] });
    for (let turn = 0; turn < 3; turn++) expect(await collect(await connectSSE(bodiless(), "GET", script.url))).toEqual(["a", "b"]);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(String(warn.mock.calls[0]?.[0])).toContain("can't stream");
    warn.mockRestore();
  });

  it("shows what a refusal said", async () => {
    const script = server.script({ exchanges: [[head, { do: "body", text: "no" }, { do: "end" }]] });
    expect(await failureOf(connectSSE(bodiless(500), "GET", script.url).then(collect))).toMatchObject({
      code: "ERR_SSE_STATUS",
      body: "no",
    });
  });

  it("and without text() is one TypeError from the loop", async () => {
    const headers = new Headers({ "content-type": "text/event-stream" });
    const source = await connectSSE(async () => ({ status: 200, headers }), "GET", "http://127.0.0.1/");
    expect(await failureOf(collect(source))).toBeInstanceOf(TypeError);
    source.close();
  });
});
