import { type Scenario, type Script, type ScriptedServer, type Step, startServer } from "@sse/conformance/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectSSE, type FetchOptions, isSSEError } from "../src/index.ts";

const head: Step = { do: "head", headers: { "Content-Type": "text/event-stream" } };
const echo: Scenario = { exchanges: [[head, { do: "echo" }, { do: "end" }]] };

let server: ScriptedServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

async function collect(events: AsyncIterable<{ data: string }>): Promise<string[]> {
  const seen: string[] = [];
  for await (const { data } of events) seen.push(data);
  return seen;
}

/** The values of a header as they went over the wire. */
function sent(script: Script, name: string): string[] {
  return (script.exchanges[0]?.request.headers ?? []).filter(([given]) => given.toLowerCase() === name).map(([, value]) => value);
}

describe("with fetch", () => {
  it("gives the caller's own Response, typed", async () => {
    const source = await connectSSE(fetch, "GET", server.script(echo).url);
    const response: Response = source.response;
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    source.close();
  });

  it("passes fetch's own options through, and sends a header once, whatever its case", async () => {
    const script = server.script(echo);
    const options = Object.freeze({ body: "{}", headers: Object.freeze({ "content-type": "application/json", ACCEPT: "x/y" }) });
    await collect(await connectSSE(fetch, "post", new URL(script.url), options));
    expect(script.exchanges[0]?.request).toMatchObject({ method: "POST", body: Buffer.from("{}") });
    expect(sent(script, "content-type")).toEqual(["application/json"]);
    expect(sent(script, "accept")).toEqual(["x/y"]);
    expect(sent(script, "cache-control")).toEqual(["no-store"]);
  });

  it("sends a last event ID outside Latin-1, which fetch by itself refuses", async () => {
    const script = server.script(echo);
    await collect(await connectSSE(fetch, "GET", script.url, { lastEventId: "日本" }));
    expect(sent(script, "last-event-id")).toEqual([Buffer.from("日本").toString("latin1")]);
  });

  it("takes a fetch that answers without a promise, and relative URLs where it resolves them", async () => {
    const asked: string[] = [];
    const app = (url: string): Response => {
      asked.push(url);
      return new Response("data: a\n\n", { headers: { "content-type": "text/event-stream" } });
    };
    expect(await collect(await connectSSE(app, "GET", "/sse"))).toEqual(["a"]);
    expect(asked).toEqual(["/sse"]);
  });

  it("hands the cache mode to fetch only in a browser, and the caller's own always", async () => {
    const seen: (string | undefined)[] = [];
    const client = async (_: string, init: RequestInit): Promise<Response> => {
      seen.push(init.cache);
      return new Response("", { headers: { "content-type": "text/event-stream" } });
    };
    const own = Object.getOwnPropertyDescriptor(globalThis, "navigator");
    await connectSSE(client, "GET", "http://h/");
    Object.defineProperty(globalThis, "navigator", { value: { userAgent: "Mozilla/5.0" }, configurable: true });
    try {
      await connectSSE(client, "GET", "http://h/");
      await connectSSE(client, "GET", "http://h/", { cache: "reload" });
    } finally {
      if (own) Object.defineProperty(globalThis, "navigator", own);
    }
    expect(seen).toEqual([undefined, "no-store", "reload"]);
  });

  it("says what was expected of the client, the URL and the response", async () => {
    // @ts-expect-error what JavaScript users can still do
    await expect(connectSSE("fetch", "GET", "http://h/")).rejects.toThrow(
      new TypeError("Expected a fetch function as the client, got string"),
    );
    await expect(connectSSE(fetch, "GET", "no url")).rejects.toThrow(
      new TypeError('Expected a method and an absolute HTTP URL, got ["GET","no url"]'),
    );
    for (const options of [null, "POST"]) {
      // @ts-expect-error what JavaScript users can still do
      await expect(connectSSE(fetch, "GET", "http://h/", options)).rejects.toThrow(/^options: expected an object, got (null|string)$/);
    }
    // @ts-expect-error what JavaScript users can still do
    await expect(connectSSE(() => "data: a", "GET", "http://h/")).rejects.toThrow(TypeError);
  });

  it("refuses a request body that was already read, with fetch's own reason as the cause", async () => {
    const body = new ReadableStream({ start: (controller) => controller.close() });
    body.getReader();
    // Node's types know `duplex`, the DOM's do not yet.
    const options: FetchOptions & { duplex: "half" } = { body, duplex: "half" };
    const error: unknown = await connectSSE(fetch, "POST", server.script(echo).url, options).catch((error: unknown) => error);
    expect(isSSEError(error) ? error.cause : error).toBeInstanceOf(TypeError);
  });
});
