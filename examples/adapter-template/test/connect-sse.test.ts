import { type ScriptedServer, type Step, startServer } from "@sse/conformance/server";
import got, { type BeforeRequestHook, type PlainResponse } from "got";
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from "vitest";
import { connectSSE, isSSEError } from "../src/index.ts";

const head: Step = { do: "head", headers: { "Content-Type": "text/event-stream" } };

let server: ScriptedServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

/** A server that sends one event and ends. */
const one = () => server.script({ exchanges: [[head, { do: "body", text: "data: 1\n\n" }, { do: "end" }]] });

async function collect(events: AsyncIterable<{ data: string }>): Promise<string[]> {
  const seen: string[] = [];
  for await (const { data } of events) seen.push(data);
  return seen;
}

describe("with got", () => {
  it("gives the caller got's own response, typed", async () => {
    const source = await connectSSE(got, "GET", one().url);
    expectTypeOf(source.response).toEqualTypeOf<PlainResponse>();
    expect(source.response.statusCode).toBe(200);
    source.close();
  });

  it.each([
    ["json", { json: { prompt: "Hello" } }, '{"prompt":"Hello"}'],
    ["form", { form: { prompt: "Hello" } }, "prompt=Hello"],
    ["text", { body: "Hello" }, "Hello"],
    ["bytes", { body: new TextEncoder().encode("Hello") }, "Hello"],
    ["chunks", { body: ["Hel", "lo"] }, "Hello"],
  ])("sends a body as %s", async (_, options, body) => {
    const script = one();
    expect(await collect(await connectSSE(got, "POST", script.url, options))).toEqual(["1"]);
    expect(script.exchanges[0]?.request.body.toString()).toBe(body);
  });

  it("runs the instance's hooks, and neither its retries nor its timeouts", async () => {
    const script = server.script({ exchanges: [[{ do: "head", status: 503 }, { do: "end" }]] });
    const sign: BeforeRequestHook = ({ headers }) => {
      headers["x-signed"] = "yes";
    };
    const client = got.extend({ hooks: { beforeRequest: [sign] }, retry: { limit: 2 }, timeout: { request: 1, response: 1 } });
    const error = await collect(await connectSSE(client, "GET", script.url)).catch((error: unknown) => error);
    expect(isSSEError(error, "ERR_SSE_STATUS") && error.status).toBe(503);
    expect(script.exchanges).toHaveLength(1);
    expect(script.exchanges[0]?.request.headers).toContainEqual(["x-signed", "yes"]);
  });

  it("refuses a client that isn't got", async () => {
    // @ts-expect-error: fetch has no streams of got
    await expect(connectSSE(fetch, "GET", "http://localhost/")).rejects.toThrow(TypeError);
  });

  it("doesn't take options that streaming owns", () => {
    // @ts-expect-error: iterating the source checks the status
    expectTypeOf(connectSSE).toBeCallableWith(got, "GET", "", { throwHttpErrors: true });
    expectTypeOf(connectSSE).toBeCallableWith(got, "GET", "", { idleTimeout: 30_000, searchParams: { q: 1 } });
  });
});
