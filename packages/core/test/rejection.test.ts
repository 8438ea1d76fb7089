import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { type ConnectOptions, connect, reconnect, SSEError, type Transport } from "../src/index.ts";
import { failureOf } from "./feed.ts";

const rejecting =
  (cause: unknown): Transport<never> =>
  () =>
    Promise.reject(cause);

const failureFor = (cause: unknown, url = "http://h/p", options: ConnectOptions = {}): Promise<unknown> =>
  failureOf(connect(rejecting(cause), "GET", url, options));

const coded = (code: string, message: string): Error => Object.assign(new Error(message), { code });

describe("a request that can never be sent", () => {
  const never: Transport<never> = () => expect.unreachable("a request was sent");

  // https://www.rfc-editor.org/rfc/rfc9110#section-9.1: a method is a token
  it.each(["GE T", "GET\r\nX: y", "É", "GET,", 5, {}, true])("because its method is %j is a TypeError", async (method) => {
    // @ts-expect-error what JavaScript users can still do
    const error = await failureOf(connect(never, method, "http://h/p"));
    expect(error).toMatchObject({
      name: "TypeError",
      message: `Expected a method and a URL, got ${JSON.stringify([method, "http://h/p"])}`,
    });
  });

  it.each<[string, ConnectOptions | object, string]>([
    ["headers", { headers: "x: 1" }, "headers: expected pairs, a Headers or a record, got string"],
    ["contentType", { contentType: "text/plain" }, 'contentType: expected "any" or a function, got "text/plain"'],
    ["contentType", { contentType: ["text/plain"] }, 'contentType: expected "any" or a function, got ["text/plain"]'],
    ["until", { until: 5 }, "until: expected a string or a function, got number"],
    ["signal", { signal: new AbortController() }, "signal: expected an AbortSignal, got AbortController"],
    ["signal", { signal: "x" }, "signal: expected an AbortSignal, got string"],
  ])("because of the option %s is a TypeError, each time", async (_, options, message) => {
    for (let time = 0; time < 2; time++) {
      expect(await failureOf(connect(never, "GET", "http://h/p", options))).toMatchObject({ name: "TypeError", message });
    }
  });

  it.each<[string, unknown]>([
    ["gopher://h/p", new Error("not supported")],
    ["blob:x", coded("ERR_BAD_REQUEST", "Unsupported protocol blob:")],
    ["data:text/event-stream,x", coded("UND_ERR_INVALID_ARG", "Invalid URL protocol")],
    ["http:/h/p", coded("ERR_INVALID_URL", 'Invalid URL "http:/h/p": missing "//" after protocol')],
    ["//h/p", Object.assign(new TypeError("Failed to parse URL"), { input: "//h/p" })],
  ])("because the client can't fetch %s is a TypeError", async (url, cause) => {
    expect(await failureFor(cause, url)).toMatchObject({ name: "TypeError", cause });
  });

  it.each<[string, unknown]>([
    ["a method that fetch forbids", new TypeError("'TRACE' HTTP method is unsupported.")],
    ["a body without duplex", new TypeError("RequestInit: duplex option is required when sending a body.")],
    [
      "a header that undici sets itself",
      new TypeError("fetch failed", { cause: coded("UND_ERR_INVALID_ARG", "invalid keep-alive header") }),
    ],
    ["a header that undici doesn't support", coded("UND_ERR_NOT_SUPPORTED", "expect header not supported")],
    ["a path that Node refuses", Object.assign(new TypeError("unescaped"), { code: "ERR_UNESCAPED_CHARACTERS" })],
  ])("because the client refuses %s is a TypeError, and isn't repeated", async (_, cause) => {
    let attempts = 0;
    const loop = async (): Promise<void> => {
      for await (const _event of reconnect((resume) => {
        attempts++;
        return connect(rejecting(cause), "GET", "http://h/p", resume);
      }));
    };
    const error = await failureOf(loop());
    expect(error).toMatchObject({ name: "TypeError", message: expect.stringMatching(/^GET http:\/\/h\/p: expected a response, got /) });
    expect(error).toMatchObject({ cause });
    expect(attempts).toBe(1);
  });

  it.each([
    new TypeError("fetch failed", { cause: coded("ECONNREFUSED", "connect ECONNREFUSED") }),
    new TypeError("Failed to fetch"),
    // https://fetch.spec.whatwg.org/#bad-port: other clients are refused there, and that can change.
    new TypeError("fetch failed", { cause: new Error("bad port") }),
  ])("isn't one that got no response: %s", async (cause) => {
    expect(await failureFor(cause)).toMatchObject({ code: "ERR_SSE_CONNECT" });
  });

  it("doesn't print the request that the client's error holds, though that is its cause", async () => {
    const cause = Object.assign(new TypeError("Failed to parse URL from //u:PASSWORD@h/p?QUERY=1"), {
      code: "ERR_INVALID_URL",
      input: "//u:PASSWORD@h/p?QUERY=1",
      config: { headers: { authorization: "TOKEN" } },
    });
    const error = await failureFor(cause, "//u:PASSWORD@h/p?QUERY=1");
    expect(error).toMatchObject({ name: "TypeError", cause });
    for (const text of [
      inspect(error),
      inspect(error, { depth: 9, showHidden: true }),
      inspect({ error }),
      JSON.stringify(error),
      String(error),
    ]) {
      expect(text).not.toMatch(/PASSWORD|QUERY|TOKEN/);
    }
    expect(inspect(error)).toContain("[cause]: TypeError: Failed to parse URL from //h/p");
  });
});

describe("a status that a wrapper has thrown", () => {
  it.each([
    [coded("UND_ERR_INVALID_ARG", "Proxy Authentication Required (407)"), 407],
    [coded("UND_ERR_ABORTED", "Proxy response (403) !== 200 when HTTP Tunneling"), 403],
    [new TypeError("fetch failed", { cause: coded("UND_ERR_ABORTED", "Proxy response (503) !== 200 when HTTP Tunneling") }), 503],
  ])("may be a proxy's, in undici's words: %s", async (cause, status) => {
    const message = `GET http://h/p: expected status 2xx, got ${status} from the proxy`;
    expect(await failureFor(cause)).toMatchObject({ code: "ERR_SSE_STATUS", status, message, cause });
  });

  it.each([{ status: "401" }, { statusCode: "401" }, { response: { status: "401" } }, { cause: { statusCode: "401" } }])(
    "may be text: %j",
    async (members) => {
      expect(await failureFor(Object.assign(new Error("denied"), members))).toMatchObject({ code: "ERR_SSE_STATUS", status: 401 });
    },
  );

  it.each([{ status: "" }, { status: "no" }, { status: "4e2x" }, { status: true }, { status: ["401"] }])(
    "isn't everything that is called so: %j",
    async (members) => {
      expect(await failureFor(Object.assign(new Error("failed"), members))).toMatchObject({ code: "ERR_SSE_CONNECT" });
    },
  );

  it("is named by the error with which reconnect gives up, whatever the wrapper said", async () => {
    const cause = Object.assign(new Error("denied"), { status: 403 });
    const loop = async (): Promise<void> => {
      for await (const _ of reconnect((resume) => connect(rejecting(cause), "GET", "http://h/p", resume)));
    };
    const error = await failureOf(loop());
    expect(error).toBeInstanceOf(SSEError);
    expect(error).toMatchObject({ message: "Gave up at attempt 1: ERR_SSE_STATUS (GET http://h/p: expected status 2xx, got 403)" });
  });

  it("aborts the request before it lets go of the body, because a client may wait for the server otherwise", async () => {
    const order: string[] = [];
    const transport: Transport<never> = ({ signal }) => {
      signal.addEventListener("abort", () => order.push("abort"));
      const body = new ReadableStream({ start: (c) => c.enqueue(new Uint8Array(65_536)), cancel: () => void order.push("cancel") });
      return Promise.reject(Object.assign(new Error("denied"), { response: new Response(body, { status: 403 }) }));
    };
    await failureOf(connect(transport, "GET", "http://h/p"));
    expect(order).toEqual(["abort", "cancel"]);
  });
});
