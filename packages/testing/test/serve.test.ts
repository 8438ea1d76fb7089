import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connect as connectSocket } from "node:net";
import { connect } from "@sse/core";
import { describe, expect, it, vi } from "vitest";
import { fakeStream, type Step, sseResponse } from "../src/index.ts";
import { serve } from "../src/node.ts";
import { collect, failureOf } from "./clients.ts";

const over = (url: string, method = "GET") => connect(({ signal, method }) => fetch(url, { signal, method }), method, url);

/** How the server closes a connection: in order, or by a reset. */
function endOf(url: string): Promise<{ code: string | undefined; text: string }> {
  const { port } = new URL(url);
  return new Promise((resolve) => {
    let text = "";
    let code: string | undefined;
    const socket = connectSocket(Number(port), "127.0.0.1", () => socket.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
    socket.on("data", (chunk) => (text += chunk));
    socket.on("error", (error: NodeJS.ErrnoException) => (code = error.code));
    socket.on("close", () => resolve({ code, text }));
  });
}

describe("a served script", () => {
  it.each<[string, () => Parameters<typeof serve>[0]]>([
    ["an array of steps", () => [{ data: "a" }, { data: "b" }]],
    ["text", () => "data: a\n\ndata: b\n\n"],
    [
      "a generator",
      () =>
        async function* () {
          yield { data: "a" };
          yield { data: "b" };
        },
    ],
    ["a scripted response", () => sseResponse([{ data: "a" }, { data: "b" }]).cut("bytes")],
    ["a fetch handler", () => (_: Request) => sseResponse([{ data: "a" }, { data: "b" }])],
    ["an app with a fetch handler", () => ({ fetch: (_: Request) => sseResponse("data: a\n\ndata: b\n\n") })],
    [
      "a Node listener",
      () => (_: IncomingMessage, response: ServerResponse) =>
        void response.setHeader("content-type", "text/event-stream").end("data: a\n\ndata: b\n\n"),
    ],
    [
      "a Node server",
      () => createServer((_, response) => void response.setHeader("content-type", "text/event-stream").end("data: a\n\ndata: b\n\n")),
    ],
  ])("can be %s", async (_, what) => {
    await using server = await serve(what());
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await collect(await over(server.url))).toEqual(["a", "b"]);
    expect(await collect(await over(server.url))).toEqual(["a", "b"]);
  });

  it.each<[Step & object, string | undefined]>([
    [{ drop: true }, "ECONNRESET"],
    [{ drop: "reset" }, "ECONNRESET"],
    [{ drop: new Error("mine") }, "ECONNRESET"],
    [{ drop: "fin" }, undefined],
  ])("drops by %o as %s, after the events before", async (step, code) => {
    await using server = await serve([{ data: "a" }, step]);
    const end = await endOf(server.url);
    expect(end.code).toBe(code);
    expect(end.text).toContain("data: a\n\n");
    expect(end.text).not.toContain("\r\n0\r\n\r\n");
    expect(await failureOf(collect(await over(server.url)))).toMatchObject({ code: "ERR_SSE_DISCONNECTED" });
  });

  it("tells a fake stream what its clients do, over sockets as well", async () => {
    const stream = fakeStream().send({ data: "a" });
    await using server = await serve(stream);
    for await (const event of await over(`${server.url}/path`, "POST")) if (event) break;
    expect(stream.requests[0]).toMatchObject({ method: "POST", url: `${server.url}/path` });
    expect(await stream.closed).toMatchObject({ by: "client", how: "left" });
  });

  it("prints what keeps an app from answering, and breaks the connection", async () => {
    const printed = vi.spyOn(console, "error").mockImplementation(() => {});
    await using server = await serve({ fetch: () => "not a response" });
    expect(await failureOf(over(server.url))).toMatchObject({ code: "ERR_SSE_CONNECT" });
    expect(printed.mock.calls.map(([error]) => String(error))).toEqual([expect.stringContaining("Expected the app to return a Response")]);
    printed.mockRestore();
  });

  it("refuses what can't be served", async () => {
    await expect(serve(7 as unknown as string)).rejects.toThrow(TypeError);
    await expect(serve([{ data: "a" }, {} as Step])).rejects.toThrow(/^Step 1/);
  });
});
