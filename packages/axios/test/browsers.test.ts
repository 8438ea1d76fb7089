import { type Step, startServer } from "@sse/conformance/server";
import axios from "axios";
import { afterEach, describe, expect, it, vi } from "vitest";
import { connectSSE } from "../src/index.ts";

const head: Step = { do: "head", headers: { "Content-Type": "text/event-stream" } };

afterEach(() => vi.unstubAllGlobals());

/** A response as a browser gives it: with a body, even if its status allows none. */
const nullBodyResponse = (status: number, onCancel: () => void): Response => {
  const response = new Response(null, { status });
  const body = new ReadableStream({ cancel: onCancel });
  return new Proxy(response, { get: (target, name) => (name === "body" ? body : Reflect.get(target, name, target)) });
};

describe("axios's fetch adapter, as browsers run it", () => {
  it.each([204, 205, 304])("takes a response with status %i and a body", async (status) => {
    const onCancel = vi.fn();
    const fetch = vi.fn(async () => nullBodyResponse(status, onCancel));
    const source = await connectSSE(axios.create({ adapter: "fetch", env: { fetch } }), "GET", "http://127.0.0.1/");
    expect(source.status).toBe(status);
    source.close();
    expect(fetch).toHaveBeenCalledOnce();
    expect(onCancel).toHaveBeenCalledOnce();
  });

  it("calls the fetch that is global at the time of the request", async () => {
    const client = axios.create({ adapter: "fetch" });
    for (let n = 1; n <= 2; n++) {
      const fetch = vi.fn(async () => new Response("data: a\n\n", { headers: { "content-type": "text/event-stream" } }));
      vi.stubGlobal("fetch", fetch);
      (await connectSSE(client, "GET", "http://127.0.0.1/")).close();
      expect(fetch).toHaveBeenCalledOnce();
    }
  });

  it("leaves User-Agent to the browser, because setting it costs a preflight in Firefox, unless the caller sets it", async () => {
    vi.stubGlobal("navigator", { userAgent: "Mozilla/5.0" });
    const server = await startServer();
    const script = server.script({ exchanges: [[head, { do: "end" }]] });
    const client = axios.create({ adapter: "fetch" });
    (await connectSSE(client, "GET", script.url)).close();
    (await connectSSE(client, "GET", script.url, { headers: { "User-Agent": "mine" } })).close();
    const sent = (index: number): unknown =>
      new Map(script.exchanges[index]?.request.headers.map(([name, value]) => [name.toLowerCase(), value])).get("user-agent");
    expect(sent(0)).not.toContain("axios");
    expect(sent(1)).toBe("mine");
    await server.close();
  });
});
