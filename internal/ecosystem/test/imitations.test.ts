import { type ScriptedServer, type Step, startServer } from "@sse/conformance/server";
import { AbortController as AbortControllerWithoutReason } from "abort-controller";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { Response as WhatwgResponse } from "whatwg-fetch";
import { collect, failureOf } from "./clients.ts";

let server: ScriptedServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const events: Step[] = [
  { do: "head", headers: { "Content-Type": "text/event-stream" } },
  { do: "body", text: "retry: 1\nid: 1\ndata: a\n\nid: 2\ndata: b\n\n" },
];

describe("React Native, whose fetch is whatwg-fetch over XMLHttpRequest", () => {
  /** As whatwg-fetch does: it resolves when everything has arrived, with its own Response around the text. */
  const fetchOfReactNative = async (url: string, init?: RequestInit): Promise<WhatwgResponse> => {
    const response = await fetch(url, init);
    return new WhatwgResponse(await response.text(), { status: response.status, headers: [...response.headers] });
  };

  it("has no body stream, and signals without a reason", () => {
    expect(new WhatwgResponse("text")).not.toHaveProperty("body");
    const controller = new AbortControllerWithoutReason();
    controller.abort();
    expect(controller.signal).not.toHaveProperty("reason");
  });

  it("delivers every event once the response is there, and reconnects with the last ID", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    const { connectSSE, reconnect } = await import("@sse/fetch");
    const script = server.script({
      exchanges: [
        [...events, { do: "end" }],
        [{ do: "head", status: 204 }, { do: "end" }],
      ],
    });
    const source = reconnect((resume) => connectSSE(fetchOfReactNative, "GET", script.url, resume));
    expect(await collect(source)).toEqual(["a", "b"]);
    const second = await script.exchange(1);
    expect(second.request.headers).toContainEqual([expect.stringMatching(/^last-event-id$/i), "2"]);
    vi.restoreAllMocks();
  });

  it("throws an AbortError where the caller's signal has no reason", async () => {
    const { connectSSE } = await import("@sse/fetch");
    const controller = new AbortControllerWithoutReason();
    controller.abort();
    const signal = controller.signal as AbortSignal;
    expect(await failureOf(connectSSE(fetchOfReactNative, "GET", "http://127.0.0.1/", { signal }))).toMatchObject({ name: "AbortError" });
  });
});

/** What Safari learned late. https://caniuse.com lists each: async iteration of streams in none yet, `TransformStream` in 14.1, `AbortSignal.any` in 17.4. */
const missing: readonly [object, PropertyKey][] = [
  [ReadableStream.prototype, Symbol.asyncIterator],
  [ReadableStream.prototype, "values"],
  [globalThis, "TransformStream"],
  [AbortSignal, "any"],
  [AbortSignal, "timeout"],
  [URL, "canParse"],
  [Promise, "withResolvers"],
  [Array, "fromAsync"],
];

describe("old Safari", () => {
  // Node's own fetch needs some of these, so it loads before they are gone.
  beforeAll(async () => {
    const script = server.script({ exchanges: [[...events, { do: "end" }]] });
    await (await fetch(script.url)).text();
  });
  beforeEach(() => {
    vi.resetModules();
    const removed = missing.map(([owner, name]) => ({ owner, name, own: Object.getOwnPropertyDescriptor(owner, name) }));
    for (const { owner, name } of removed) Reflect.deleteProperty(owner, name);
    return () => {
      for (const { owner, name, own } of removed) if (own) Object.defineProperty(owner, name, own);
    };
  });

  it("lacks what it should", () => {
    const left = missing.filter(([owner, name]) => name in owner);
    expect(left.map(([, name]) => name)).toEqual([]);
  });

  it("every entry can be imported, and a stream is read and closed", async () => {
    await Promise.all([import("@sse/fetch/compose"), import("@sse/fetch/encode"), import("@sse/fetch/stream"), import("@sse/fetch/typed")]);
    const { connectSSE } = await import("@sse/fetch");
    const script = server.script({ exchanges: [[...events, { do: "wait", for: "never" }]] });
    const seen: string[] = [];
    for await (const { data } of await connectSSE(fetch, "GET", script.url)) {
      seen.push(data);
      if (data === "b") break;
    }
    expect(seen).toEqual(["a", "b"]);
    await script.connections(0);
  });

  it("a source is reconnected, and an abort reaches the loop", async () => {
    const { connectSSE, reconnect } = await import("@sse/fetch");
    const script = server.script({
      exchanges: [
        [...events, { do: "close" }],
        [...events, { do: "wait", for: "never" }],
      ],
    });
    const controller = new AbortController();
    const seen: string[] = [];
    const source = reconnect((resume) => connectSSE(fetch, "GET", script.url, resume), { signal: controller.signal });
    const reason = new Error("enough");
    const failure = failureOf(
      (async () => {
        for await (const { data } of source) if (seen.push(data) === 4) controller.abort(reason);
      })(),
    );
    expect(await failure).toBe(reason);
    expect(seen).toEqual(["a", "b", "a", "b"]);
  });
});
