import { inspect } from "node:util";
import { runInNewContext } from "node:vm";
import { describe, expect, it, vi } from "vitest";
import { type ConnectOptions, connect, SSEError, type SSERequest, type SSEResponse, splitOptions, type Transport } from "../src/index.ts";

const response = (body = "data: a\n\n"): SSEResponse<string> => ({
  status: 200,
  headers: { get: () => "text/event-stream" },
  body: new Response(body).body,
  raw: "raw",
});

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.unreachable("it did not fail"),
    (error: unknown) => error,
  );

/** What a transport is asked for. */
async function requestFor(options: ConnectOptions = {}, method = "GET", url: string | URL = "http://h/p"): Promise<SSERequest> {
  let seen: SSERequest | undefined;
  const source = await connect(
    async (request) => {
      seen = request;
      return response();
    },
    method,
    url,
    options,
  );
  source.close();
  return seen ?? expect.unreachable("the transport was not asked");
}

describe("what goes out", () => {
  it("asks for an event stream that nobody caches, with the last event ID only when there is one", async () => {
    const request = await requestFor();
    expect(request).toMatchObject({ method: "GET", url: "http://h/p", cache: undefined });
    expect({ ...request.headers }).toEqual({ accept: "text/event-stream", "cache-control": "no-store" });
    expect({ ...(await requestFor({ lastEventId: "7" })).headers }).toMatchObject({ "last-event-id": "7" });
  });

  it("takes a URL object, and writes methods in upper case", async () => {
    expect(await requestFor({}, "post", new URL("http://h/p?q"))).toMatchObject({ method: "POST", url: "http://h/p?q" });
  });

  it("sends the last event ID as UTF-8 bytes: #the-last-event-id-header", async () => {
    const { headers } = await requestFor({ lastEventId: "日本" });
    expect(headers["last-event-id"]).toBe(Buffer.from("日本").toString("latin1"));
  });

  it("sends the last event ID as text where Headers encode it in UTF-8 themselves, as workerd's do: #the-last-event-id-header", async () => {
    vi.stubGlobal("Headers", class extends Map<string, string> {});
    const { headers } = await requestFor({ lastEventId: "日本" });
    vi.unstubAllGlobals();
    expect(headers["last-event-id"]).toBe("日本");
  });

  it.each<[string, ConnectOptions["headers"]]>([
    [
      "a record",
      {
        Accept: "x/y",
        "X-A": "1",
        "x-n": 2,
        "x-l": ["a", "b"],
        cookie: ["a=1", "b=2"],
        "x-no": undefined,
        "x-null": null,
        "x-false": false,
      },
    ],
    [
      "pairs",
      [
        ["ACCEPT", "x/y"],
        ["x-a", "1"],
        ["x-n", "2"],
        ["X-L", "a"],
        ["x-l", "b"],
        ["cookie", "a=1"],
        ["Cookie", "b=2"],
      ],
    ],
    [
      "Headers",
      new Headers([
        ["accept", "x/y"],
        ["x-a", "1"],
        ["x-n", "2"],
        ["x-l", "a"],
        ["x-l", "b"],
        ["cookie", "a=1"],
        ["cookie", "b=2"],
      ]),
    ],
  ])("takes headers as %s; the caller's win over ours, each is sent once", async (_, headers) => {
    expect({ ...(await requestFor({ headers })).headers }).toEqual({
      accept: "x/y",
      "x-a": "1",
      "x-n": "2",
      "x-l": "a, b",
      cookie: "a=1; b=2",
      "cache-control": "no-store",
    });
  });

  it("sends a header of any name", async () => {
    const { headers } = await requestFor({ headers: [["constructor", "a"]] });
    expect(headers.constructor).toBe("a");
  });

  it("in a browser sets the cache mode instead of a header that would cost a preflight", async () => {
    const own = Object.getOwnPropertyDescriptor(globalThis, "navigator");
    Object.defineProperty(globalThis, "navigator", { value: { userAgent: "Mozilla/5.0 (X11)" }, configurable: true });
    try {
      const request = await requestFor();
      expect(request.cache).toBe("no-store");
      expect(Object.keys(request.headers)).toEqual(["accept"]);
      expect(await requestFor({ headers: { "Cache-Control": "no-cache" } })).toMatchObject({
        cache: undefined,
        headers: { "cache-control": "no-cache" },
      });
      expect((await requestFor({ headers: { "cache-control": null } })).cache).toBeUndefined();
    } finally {
      if (own) Object.defineProperty(globalThis, "navigator", own);
    }
  });

  it("changes nothing that the caller owns", async () => {
    const headers = Object.freeze({ "X-A": "1" });
    await requestFor(Object.freeze({ headers, lastEventId: "1" }));
  });
});

describe("bad input", () => {
  const never: Transport<string> = () => expect.unreachable("a request was sent");

  it.each<[unknown, unknown, unknown, string]>([
    [undefined, "http://h/", {}, 'Expected a method and a URL, got [null,"http://h/"]'],
    ["", "http://h/", {}, 'Expected a method and a URL, got ["","http://h/"]'],
    ["GET", undefined, {}, 'Expected a method and a URL, got ["GET",null]'],
    ["GET", "", {}, 'Expected a method and a URL, got ["GET",""]'],
    ["GET", "http://h/", { lastEventId: 7 }, "lastEventId: expected a string, got number"],
    ["GET", "http://h/", { lastEventId: "a\u0001" }, 'last-event-id: expected header text, got "\\u0001"'],
    ["GET", "http://h/", { headers: { "X-A": "日" } }, 'x-a: expected header text, got "日"'],
    ["GET", "http://h/", { connectTimeout: -1 }, "connectTimeout: expected milliseconds, got -1"],
    ["GET", "http://h/", { connectTimeout: "soon" }, "connectTimeout: expected milliseconds, got soon"],
    ["GET", "http://h/", { idleTimeout: Number.NaN }, "idleTimeout: expected milliseconds, got NaN"],
    ["GET", "http://h/", { until: true }, "until: expected a string or a function, got boolean"],
    ["GET", "http://h/", { maxEventSize: -1 }, "maxEventSize: expected a number of characters above 0, got -1"],
  ])("method %j, URL %j, options %j: says what was expected and what came, and sends nothing", async (method, url, options, message) => {
    // @ts-expect-error what JavaScript users can still do
    await expect(connect(never, method, url, options)).rejects.toThrow(message);
  });

  it("blames a URL that the client could not parse, and only then", async () => {
    const invalid = Object.assign(new TypeError("Invalid URL"), { code: "ERR_INVALID_URL" });
    const transport: Transport<string> = async () => {
      throw new TypeError("Failed to parse", { cause: invalid });
    };
    const error = await failureOf(connect(transport, "GET", "no url"));
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ message: 'Expected a method and an absolute HTTP URL, got ["GET","no url"]' });
    expect(await failureOf(connect(transport, "GET", "http://u:p@h:99999/p?token=secret"))).toMatchObject({
      message: 'Expected a method and a URL, got ["GET","http://h:99999/p"]',
    });
    // A redirect that leads nowhere is the server's fault.
    expect(await failureOf(connect(transport, "GET", "http://h/"))).toMatchObject({ code: "ERR_SSE_CONNECT" });
  });
});

describe("no response", () => {
  it("names the method and the URL without its query and credentials, and keeps the cause", async () => {
    const cause = new TypeError("fetch failed for http://u:p@h/p?secret", { cause: Object.assign(new Error(), { code: "ECONNREFUSED" }) });
    const error = await failureOf(connect(() => Promise.reject(cause), "get", "http://h/p?token=secret#x"));
    expect(error).toBeInstanceOf(SSEError);
    expect(error).toMatchObject({ code: "ERR_SSE_CONNECT", message: "GET http://h/p: expected a response, got ECONNREFUSED", cause });
  });

  it.each([
    ["http://h/p?token=a@secret", "http://h/p"],
    ["http://h?token=a@secret", "http://h"],
    ["http://h/jo@example.org", "http://h/jo@example.org"],
    ["users/@me?secret", "users/@me"],
  ])("shows no query of %s", async (url, shown) => {
    const error = await failureOf(connect(() => Promise.reject(new Error()), "GET", url));
    expect(error).toMatchObject({ message: `GET ${shown}: expected a response, got none` });
  });

  it.each([
    ["http://u:p@secret@h/jo@example.org", "http://h/jo@example.org"],
    ["http:u:secret@h/p", "http:h/p"],
    [" http:\\\\u:secret@h/p#secret", " http:\\\\h/p"],
  ])("refuses %s, whose credentials some clients send and others refuse, and doesn't show them", async (url, shown) => {
    const error = await failureOf(connect(() => expect.unreachable("a request was sent"), "GET", url));
    expect(error).toEqual(
      new TypeError(`Expected a URL without credentials, got ${shown} with some: send them in an Authorization header`),
    );
  });

  it.each<[unknown, string]>([
    [new TypeError("fetch failed", { cause: new Error("bad port") }), "bad port"],
    [new Error("a URL that includes credentials: http://u:p@h/p?q=1 isn't one"), "a URL that includes credentials: http://h/p isn't one"],
    [new Error("http://u:p@h/p"), "http://h/p"],
    [new TypeError("Request with GET/HEAD method cannot have body."), "Request with GET/HEAD method cannot have body."],
    [new Error('Failed to parse "/sse?token=1", (http://u:p@h/p?q=1#x): why?'), 'Failed to parse "/sse", (http://h/p): why?'],
    [
      Object.assign(new Error("Network Error", { cause: Object.assign(new Error(), { code: "ENOTFOUND" }) }), { code: "ERR_NETWORK" }),
      "ENOTFOUND",
    ],
    [Object.assign(new Error("aborted", { cause: new Error() }), { code: "ECONNRESET" }), "ECONNRESET (aborted)"],
    [runInNewContext("Object.assign(new Error(), { code: 'ECONNREFUSED' })"), "ECONNREFUSED"],
    [undefined, "none"],
  ])("names the innermost fault of %o, without the secrets of URLs", async (cause, fault) => {
    const error = await failureOf(connect(() => Promise.reject(cause), "GET", "http://h/"));
    expect(error).toMatchObject({ message: `GET http://h/: expected a response, got ${fault}`, cause });
  });

  it("does not print the client's response object, which shows the URL, the request's headers and the socket", () => {
    const error = new SSEError("ERR_SSE_STATUS", "expected status 2xx, got 500", { response: { url: "?secret" }, body: "busy" });
    expect(inspect(error)).not.toContain("secret");
    expect(inspect(error)).toContain("busy");
    expect(error.response).toEqual({ url: "?secret" });
  });

  it("ends the request when what came is no response", async () => {
    let signal: AbortSignal | undefined;
    const transport = async (request: SSERequest): Promise<string> => {
      signal = request.signal;
      return "data: a";
    };
    // @ts-expect-error what JavaScript users can still do
    expect(await failureOf(connect(transport, "GET", "http://h/"))).toMatchObject({
      name: "TypeError",
      message: expect.stringMatching(/^Expected a response, got string: /),
    });
    expect(signal?.aborted).toBe(true);
  });

  it("does not mind what a client that was given up resolves with", async () => {
    const controller = new AbortController();
    const transport = async (): Promise<void> => controller.abort("mine");
    // @ts-expect-error what JavaScript users can still do
    expect(await failureOf(connect(transport, "GET", "http://h/", { signal: controller.signal }))).toBe("mine");
  });

  it("gives up after connectTimeout, aborts the request, and drops a response that comes too late", async () => {
    let late: ((response: SSEResponse<string>) => void) | undefined;
    let signal: AbortSignal | undefined;
    const transport: Transport<string> = (request) => {
      signal = request.signal;
      return new Promise((resolve) => {
        late = resolve;
      });
    };
    const error = await failureOf(connect(transport, "GET", "http://h/p", { connectTimeout: 10 }));
    expect(error).toMatchObject({
      code: "ERR_SSE_CONNECT_TIMEOUT",
      message: "GET http://h/p: expected headers within 10 ms (connectTimeout), got none",
    });
    expect(signal?.aborted).toBe(true);
    const canceled = new Promise<void>((resolve) => {
      late?.({ ...response(), body: new ReadableStream({ cancel: () => resolve() }) });
    });
    await canceled;
  });

  it("lets a caller's abort win at once, though the client ignores it", async () => {
    const before = failureOf(
      connect(() => expect.unreachable("a request was sent"), "GET", "http://h/", { signal: AbortSignal.abort("early") }),
    );
    expect(await before).toBe("early");

    const controller = new AbortController();
    const during = failureOf(connect(() => new Promise<SSEResponse<string>>(() => {}), "GET", "http://h/", { signal: controller.signal }));
    controller.abort("mine");
    expect(await during).toBe("mine");
  });

  it.each(["request", "response", "chunk", "event"] as const)(
    "hears an abort in the trace's hook %s, and sends nothing after it",
    async (hook) => {
      const controller = new AbortController();
      let sent = false;
      const transport: Transport<string> = async () => {
        sent = true;
        return response();
      };
      const loop = async (): Promise<void> => {
        const trace = { [hook]: () => controller.abort("mine") };
        for await (const _ of await connect(transport, "GET", "http://h/", { signal: controller.signal, trace }));
      };
      expect(await failureOf(loop())).toBe("mine");
      expect(sent).toBe(hook !== "request");
    },
  );

  it("hears an abort in the moment between the response and its source", async () => {
    const controller = new AbortController();
    const loop = async (): Promise<void> => {
      const transport: Transport<string> = async () => {
        queueMicrotask(() => queueMicrotask(() => controller.abort("mine")));
        return response();
      };
      for await (const _ of await connect(transport, "GET", "http://h/", { signal: controller.signal }));
    };
    expect(await failureOf(loop())).toBe("mine");
  });
});

describe("splitOptions", () => {
  it("separates our options from the client's, and invents none", () => {
    const signal = new AbortController().signal;
    const [ours, theirs] = splitOptions({ signal, idleTimeout: 1, until: "x", retry: { limit: 0 }, constructor: 1 });
    expect(ours).toEqual({ signal, idleTimeout: 1, until: "x" });
    expect(theirs).toEqual({ retry: { limit: 0 }, constructor: 1 });
    const limit: number = theirs.retry.limit;
    expect(limit).toBe(0);
    // @ts-expect-error the client's part doesn't have our options
    expect(theirs.idleTimeout).toBeUndefined();
  });

  it("gives the transport the body", async () => {
    expect(await requestFor({ body: "x" }, "POST")).toMatchObject({ body: "x" });
  });
});
