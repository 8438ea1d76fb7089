import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { createGzip } from "node:zlib";
import axios from "axios";
import ky from "ky";
import * as undici8 from "undici";
import * as undici7 from "undici7";
import { describe, expect, it, vi } from "vitest";
import { appTransport } from "../src/index.ts";

/** Says what it was asked. */
const echo = async (request: Request): Promise<Response> => {
  const { method, url, headers } = request;
  return Response.json({ method, url, headers: Object.fromEntries(headers), body: await request.text() });
};

describe("the fetch view", () => {
  const { fetch: inProcess } = appTransport(echo);

  it("takes strings, relative or not, URLs and requests", async () => {
    expect(await (await inProcess("/a?b=c")).json()).toMatchObject({ method: "GET", url: "http://localhost/a?b=c" });
    expect(await (await inProcess(new URL("http://other.test/"))).json()).toMatchObject({ url: "http://other.test/" });
    const request = new Request("http://other.test/", { method: "PUT", body: "text" });
    expect(await (await inProcess(request)).json()).toMatchObject({ method: "PUT", body: "text" });
    expect(await (await appTransport(echo, { baseURL: "https://api.test/v1/" }).fetch("chat")).json()).toMatchObject({
      url: "https://api.test/v1/chat",
    });
  });

  it("sends what fetch sends by itself", async () => {
    const { headers } = await (await inProcess("/", { method: "POST", body: "Grüße" })).json();
    expect(headers).toMatchObject({
      accept: "*/*",
      "accept-encoding": "gzip, deflate",
      "content-type": "text/plain;charset=UTF-8",
      "content-length": "7",
    });
  });

  it("says where the response came from", async () => {
    const transport = appTransport((request: Request) =>
      request.url.endsWith("/old") ? Response.redirect("http://app.test/new", 307) : new Response("found"),
    );
    const response = await transport.fetch("http://app.test/old", { method: "POST", body: "x" });
    expect([response.url, response.redirected, await response.text()]).toEqual(["http://app.test/new", true, "found"]);
    const manual = await transport.fetch("http://app.test/old", { redirect: "manual" });
    expect([manual.status, manual.redirected]).toEqual([307, false]);
    await expect(transport.fetch("http://app.test/old", { redirect: "error" })).rejects.toThrow(new TypeError("fetch failed"));
  });

  it("refuses what fetch refuses", async () => {
    await expect(inProcess("/", { method: "GET", body: "x" })).rejects.toThrow(TypeError);
    await expect(inProcess("http://[bad")).rejects.toThrow(TypeError);
    await expect(inProcess("/", { headers: { "x-a": "a\nb" } })).rejects.toThrow(TypeError);
  });

  it("throws the reason of a signal that is aborted already, and asks nothing", async () => {
    let asked = 0;
    const { fetch } = appTransport((_: Request) => {
      asked++;
      return new Response();
    });
    await expect(fetch("/", { signal: AbortSignal.abort("mine") })).rejects.toBe("mine");
    expect(asked).toBe(0);
  });

  it("streams request bodies in, chunk by chunk", async () => {
    let next = (_: string): void => {};
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        next = (chunk) => (chunk ? controller.enqueue(new TextEncoder().encode(chunk)) : controller.close());
      },
    });
    const listener = (request: IncomingMessage, response: ServerResponse): void => {
      response.writeHead(200).flushHeaders();
      request.on("data", (chunk) => response.write(`got ${chunk};`)).on("end", () => response.end("end"));
    };
    for (const app of [listener]) {
      const init = { method: "POST", body, duplex: "half" } as RequestInit;
      const response = await appTransport(app).fetch("/", init);
      const reader = response.body?.getReader();
      const read = async (): Promise<string> => new TextDecoder().decode((await reader?.read())?.value);
      next("one");
      expect(await read()).toBe("got one;");
      next("two");
      expect(await read()).toBe("got two;");
      next("");
      expect(await read()).toBe("end");
    }
  });

  it("needs no module of Node for a content coding that names no compression", async () => {
    const builtin = vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined);
    const app = () => new Response("data: a\n\n", { headers: { "content-encoding": "identity" } });
    expect(await (await appTransport(app).fetch("/")).text()).toBe("data: a\n\n");
    builtin.mockRestore();
  });

  it("inflates an app's gzip, and a break reaches the app through it", async () => {
    let close = (): void => {};
    const closed = new Promise<void>((resolve) => {
      close = resolve;
    });
    const listener = (_: IncomingMessage, response: ServerResponse): void => {
      response.writeHead(200, { "content-encoding": "gzip" });
      const gzip = createGzip();
      gzip.pipe(response);
      gzip.write("data: 1\n\n");
      gzip.flush();
      response.on("close", close);
    };
    const { body } = await appTransport(listener).fetch("/");
    const reader = body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("data: 1\n\n");
    await reader?.cancel();
    await closed;
  });
});

describe.each([
  ["undici 8", undici8],
  // Version 7's types differ in ways that don't matter here.
  ["undici 7", undici7 as object as typeof undici8],
])("the dispatcher view with %s", (_, undici) => {
  const { dispatcher } = appTransport(echo);

  it("serves request, with bodies of every kind", async () => {
    const form = new undici.FormData();
    form.append("a", "b");
    for (const [body, expected] of [
      ["text", "text"],
      [Buffer.from("bytes"), "bytes"],
      [Readable.from(["a ", "stream"]), "a stream"],
      [form, expect.stringContaining('name="a"')],
    ] as const) {
      const {
        statusCode,
        headers,
        body: answer,
      } = await undici.request("http://app.test/path?q=1", { dispatcher, method: "POST", body: body as string, query: { r: 2 } });
      expect(statusCode).toBe(200);
      expect(headers["content-type"]).toBe("application/json");
      expect(await answer.json()).toMatchObject({ method: "POST", url: "http://app.test/path?q=1&r=2", body: expected });
    }
  });

  it("serves fetch and stream", async () => {
    expect(await (await undici.fetch("http://app.test/", { dispatcher, method: "POST", body: "x" })).json()).toMatchObject({ body: "x" });
    const chunks: Buffer[] = [];
    const sink = new (await import("node:stream")).Writable({ write: (chunk, _, done) => done(void chunks.push(chunk)) });
    await undici.stream("http://app.test/", { dispatcher, method: "GET" }, () => sink);
    expect(JSON.parse(Buffer.concat(chunks).toString())).toMatchObject({ method: "GET" });
  });

  it("follows redirects when it is composed to", async () => {
    const app = (request: Request): Response =>
      request.url.endsWith("/old") ? Response.redirect("http://app.test/new") : new Response("found");
    const plain = appTransport(app).dispatcher;
    expect((await undici.request("http://app.test/old", { dispatcher: plain })).statusCode).toBe(302);
    if (undici !== undici8) return; // Interceptors belong to the undici that made the dispatcher.
    const following = plain.compose(undici.interceptors.redirect({ maxRedirections: 5 }));
    expect(await (await undici.request("http://app.test/old", { dispatcher: following })).body.text()).toBe("found");
  });

  it("refuses headers that can't be sent", async () => {
    await expect(undici.request("http://app.test/", { dispatcher, headers: { "x-a": "a\r\nb: c" } })).rejects.toMatchObject({
      code: "UND_ERR_INVALID_ARG",
    });
  });
});

describe("the dispatcher view", () => {
  it("is a dispatcher of undici, and closes at once", async () => {
    const { dispatcher } = appTransport(echo);
    expect(dispatcher).toBeInstanceOf(undici8.Dispatcher);
    await dispatcher.close();
    await dispatcher.destroy();
  });

  it("serves the fetch of Node itself", async () => {
    const init = { dispatcher: appTransport(echo).dispatcher, method: "POST", body: "x" };
    expect(await (await fetch("http://app.test/", init as RequestInit)).json()).toMatchObject({ method: "POST", body: "x" });
  });
});

describe("axios and ky as themselves", () => {
  it("take relative URLs, throw for a status, and parse JSON", async () => {
    const { axios: inAxios, ky: inKy } = appTransport(async (request: Request) =>
      request.url.endsWith("/missing") ? new Response("no", { status: 404 }) : echo(request),
    );
    expect((await axios.create(inAxios).post("/a", { b: 1 })).data).toMatchObject({ url: "http://localhost/a", body: '{"b":1}' });
    await expect(axios.create(inAxios).get("/missing")).rejects.toMatchObject({ response: { status: 404 } });
    expect(
      await ky
        .create(inKy)
        .post("a", { json: { b: 1 } })
        .json(),
    ).toMatchObject({ url: "http://localhost/a", body: '{"b":1}' });
    await expect(ky.create(inKy).get("missing").text()).rejects.toMatchObject({ response: { status: 404 } });
  });
});

describe("what is an app", () => {
  const asked = async (app: Parameters<typeof appTransport>[0], method = "GET"): Promise<string> =>
    (await appTransport(app).fetch("/", { method })).text();

  it("takes an object with a fetch handler, a server, route handlers, and what wraps a listener", async () => {
    const listener = (_: IncomingMessage, response: ServerResponse): void => void response.end("listener");
    expect(await asked({ fetch: () => new Response("fetch") })).toBe("fetch");
    expect(await asked(createServer(listener))).toBe("listener");
    expect(await asked({ callback: () => listener })).toBe("listener");
    expect(await asked({ ready: async () => {}, routing: listener })).toBe("listener");
    expect(await asked({ init: async () => {}, getHttpAdapter: () => ({ getInstance: () => listener }) })).toBe("listener");
    expect(await asked({ GET: (_: Request) => new Response("route") })).toBe("route");
    expect((await appTransport({ GET: (_: Request) => new Response("route") }).fetch("/", { method: "POST" })).status).toBe(405);
  });

  it("says what is wrong with anything else", async () => {
    // @ts-expect-error what JavaScript users can still do
    expect(() => appTransport("app")).toThrow(new TypeError("Expected a fetch handler, a Node listener or an app, got string"));
    // @ts-expect-error a module without a handler
    expect(() => appTransport({ get: () => {} })).toThrow(/got an object with get$/);
    // @ts-expect-error what a handler returns
    expect(() => appTransport(new Response())).toThrow(/got an instance of Response$/);
    // @ts-expect-error what JavaScript users can still do
    expect(() => appTransport(undefined)).toThrow(TypeError);
    const nothing = appTransport((_: Request) => {}).fetch("/");
    await expect(nothing).rejects.toMatchObject({
      cause: { message: expect.stringContaining("Expected the app to return a Response, got undefined") },
    });
    const twoParameters = appTransport((_: Request, __: object) => new Response()).fetch("/");
    await expect(twoParameters).rejects.toMatchObject({
      cause: { cause: { message: expect.stringContaining("hand over { fetch: handler }") } },
    });
  });

  it("gives Node listeners a socket, with the methods that apps call", async () => {
    const listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      request.socket.setTimeout(0);
      request.socket.setNoDelay(true);
      request.socket.setKeepAlive(true);
      response.end(`${request.socket.remoteAddress} ${request.httpVersion} ${request.headers.host} ${await text(request)}`);
    };
    expect(await (await appTransport(listener).fetch("http://app.test:81/", { method: "POST", body: "body" })).text()).toBe(
      "127.0.0.1 1.1 app.test:81 body",
    );
  });
});
