import { Readable } from "node:stream";
import { connectSSE } from "@sse/axios";
import { type ScriptedServer, type Step, startServer } from "@sse/conformance/server";
import axios, { type AxiosInstance } from "axios";
import MockAdapter from "axios-mock-adapter";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { collect, failureOf } from "./clients.ts";

let server: ScriptedServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const head: Step = { do: "head", headers: { "Content-Type": "text/event-stream" } };
/** A refusal whose body never ends, so that its connection stays open until somebody closes it. */
const unauthorized: Step[] = [
  { do: "head", status: 401, headers: { "Content-Type": "application/json" } },
  { do: "body", text: '{"error":"no token"}' },
  { do: "wait", for: "never" },
];

describe.each(["http", "fetch"] as const)("interceptors with axios's %s adapter", (adapter) => {
  /** The interceptor that every application with tokens has: a refused request gets a fresh token and is sent again, once. */
  function withRefresh(): AxiosInstance {
    const client = axios.create({ adapter });
    client.interceptors.response.use(undefined, async (error) => {
      if (error.response?.status !== 401 || error.config.headers.get("authorization")) throw error;
      error.config.headers.set("authorization", "Bearer fresh");
      return client(error.config);
    });
    return client;
  }

  it("run for a refused status, and the response of their second request is streamed", async () => {
    const script = server.script({ exchanges: [unauthorized, [head, { do: "body", text: "data: a\n\n" }, { do: "wait", for: "never" }]] });
    const source = await connectSSE(withRefresh(), "GET", script.url);
    expect(source.status).toBe(200);
    // The first response doesn't hold its connection, although nothing has read it.
    await (await script.exchange(0)).closed;
    for await (const { data } of source) {
      expect(data).toBe("a");
      break;
    }
    await (await script.exchange(1)).closed;
    expect(script.exchanges[1]?.request.headers.find(([name]) => name.toLowerCase() === "authorization")?.[1]).toBe("Bearer fresh");
  });

  it("that don't recover leave the refused response to be inspected", async () => {
    const script = server.script({ exchanges: [unauthorized, unauthorized] });
    const source = await connectSSE(withRefresh(), "GET", script.url);
    expect(source.status).toBe(401);
    expect(await failureOf(collect(source))).toMatchObject({ code: "ERR_SSE_STATUS", status: 401, body: '{"error":"no token"}' });
    await Promise.all([(await script.exchange(0)).closed, (await script.exchange(1)).closed]);
  });

  it("that throw an error of their own with a status are reported as that status", async () => {
    const client = axios.create({ adapter });
    client.interceptors.response.use(undefined, ({ response }) => {
      throw Object.assign(new Error("session expired"), { status: response.status });
    });
    const script = server.script({ exchanges: [unauthorized] });
    expect(await failureOf(connectSSE(client, "GET", script.url))).toMatchObject({
      code: "ERR_SSE_STATUS",
      status: 401,
      cause: { message: "session expired" },
    });
    await (await script.exchange(0)).closed;
  });

  it("that return response.data get an error that says what to change", async () => {
    const client = axios.create({ adapter });
    client.interceptors.response.use((response) => response.data);
    const script = server.script({ exchanges: [[head, { do: "wait", for: "never" }]] });
    const error = await failureOf(connectSSE(client, "GET", script.url));
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toContain("let interceptors and wrappers of the client return the response");
    await (await script.exchange(0)).closed;
  });
});

describe("axios-mock-adapter", () => {
  const headers = { "Content-Type": "text/event-stream" };

  /** A client whose requests to `/sse` are answered by a mock. */
  function mocked(reply: (mock: ReturnType<MockAdapter["onGet"]>) => unknown): AxiosInstance {
    const client = axios.create();
    reply(new MockAdapter(client).onGet("/sse"));
    return client;
  }

  it.each<[string, unknown]>([
    ["text", "data: a\n\n"],
    ["a Buffer", Buffer.from("data: a\n\n")],
    ["an ArrayBuffer", new TextEncoder().encode("data: a\n\n").buffer],
    ["a Blob", new Blob(["data: a\n\n"])],
    ["a Node stream", Readable.from(["data: a", "\n\n"])],
  ])("replies with %s", async (_, body) => {
    const client = mocked((get) => get.reply(200, body, headers));
    expect(await collect(await connectSSE(client, "GET", "/sse"))).toEqual(["a"]);
  });

  it("replies with a status and an object, which is shown as JSON", async () => {
    const client = mocked((get) => get.reply(401, { error: "no token" }, { "x-request-id": "7" }));
    const error = await failureOf(connectSSE(client, "GET", "/sse").then(collect));
    expect(error).toMatchObject({ code: "ERR_SSE_STATUS", status: 401, body: '{"error":"no token"}' });
  });

  it.each<[string, unknown]>([
    ["an object", { error: "x" }],
    ["a number", 7],
    ["true", true],
  ])("replies with %s, which can't be read: one TypeError from the loop, and none from close()", async (_, body) => {
    const client = mocked((get) => get.reply(200, body, headers));
    const source = await connectSSE(client, "GET", "/sse");
    expect(await failureOf(collect(source))).toBeInstanceOf(TypeError);
    source.close();
    (await connectSSE(client, "GET", "/sse")).close();
    const controller = new AbortController();
    const aborted = await connectSSE(client, "GET", "/sse", { signal: controller.signal });
    controller.abort("mine");
    expect(await failureOf(collect(aborted))).toBe("mine");
  });

  it("replies with a network error or a timeout", async () => {
    expect(
      await failureOf(
        connectSSE(
          mocked((get) => get.networkError()),
          "GET",
          "/sse",
        ),
      ),
    ).toMatchObject({ code: "ERR_SSE_CONNECT" });
    expect(
      await failureOf(
        connectSSE(
          mocked((get) => get.timeout()),
          "GET",
          "/sse",
        ),
      ),
    ).toMatchObject({ code: "ERR_SSE_CONNECT" });
  });
});
