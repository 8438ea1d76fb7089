import { type Scenario, type Script, type ScriptedServer, type Step, startServer } from "@sse/conformance/server";
import { fetch as undiciFetch } from "undici";
import { afterAll, beforeAll, describe, expect, expectTypeOf, it, onTestFinished } from "vitest";
import { type GuardOptions, guardSSE, type Trace } from "../src/index.ts";

let server: ScriptedServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const head: Step = { do: "head", headers: { "Content-Type": "text/event-stream", "X-Request-ID": "7" } };
const body = (text: string): Step => ({ do: "body", text });
const wait = (name: string): Step => ({ do: "wait", for: name });
const end: Step = { do: "end" };

function scripted(...exchanges: Scenario["exchanges"]): Script {
  const script = server.script({ exchanges });
  onTestFinished(() => script.remove());
  return script;
}

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.unreachable("it didn't fail"),
    (error: unknown) => error,
  );

/** Reads a response chunk by chunk, as text. */
function readerOf(response: Response): { read(): Promise<string | undefined>; cancel(): Promise<void> } {
  const reader = response.body?.getReader();
  return {
    read: async () => {
      const { value } = (await reader?.read()) ?? {};
      return value && new TextDecoder().decode(value);
    },
    cancel: async () => reader?.cancel(),
  };
}

describe("a guarded response", () => {
  it("says where it came from, and so do its clones", async () => {
    const script = scripted(
      [{ do: "head", status: 302, headers: { Location: "?second" }, framing: 0 }, end],
      [head, body("data: a\r\n\r\n"), end],
    );
    const plain = await fetch(script.url);
    expect(plain.url).toBe(`${script.url}?second`);
    const again = scripted([{ do: "head", status: 302, headers: { Location: plain.url }, framing: 0 }, end]);
    const response = await guardSSE(fetch)(again.url);
    const clone = response.clone();
    const { status, statusText, ok, redirected, type, url } = plain;
    for (const it of [response, clone, clone.clone()]) {
      expect(it).toBeInstanceOf(Response);
      expect(it).toMatchObject({ status, statusText, ok, redirected, type, url });
      expect(it.headers.get("x-request-id")).toBe("7");
    }
    expect([await response.text(), await clone.text()]).toEqual(["data: a\n\n", "data: a\n\n"]);
  });

  it("keeps its headers, without those about bytes that no longer exist", async () => {
    const text = "data: a\r\n\r\n";
    const headers = { ...head.headers, "Set-Cookie": ["a=1", "b=2"], "Content-Digest": "sha-256=:x:" };
    const script = scripted(
      [{ ...head, headers, framing: text.length }, body(text), end],
      [{ ...head, headers, coding: "gzip" }, body(text), end],
    );
    for (let request = 0; request < 2; request++) {
      const response = await guardSSE(fetch)(script.url);
      expect(await response.clone().text()).toBe("data: a\n\n");
      expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
      for (const name of ["content-length", "content-encoding", "content-digest"]) expect(response.headers.has(name)).toBe(false);
    }
  });

  it("gives each event as it arrives", async () => {
    const names = ["1", "2", "3", "4"];
    const script = scripted([head, ...names.flatMap((name) => [body(`: c\r\n\r\ndata: ${name}\r\n\r\n`), wait(name)]), end]);
    const { read } = readerOf(await guardSSE(fetch)(script.url));
    for (const name of names) {
      expect(await read()).toBe(`data: ${name}\n\n`);
      script.release(name);
    }
    expect(await read()).toBeUndefined();
  });

  it("closes the socket when its body is canceled, read or not", async () => {
    const script = scripted([head, body("data: a\n\n"), wait("never")]);
    const { read, cancel } = readerOf(await guardSSE(fetch)(script.url));
    await read();
    await cancel();
    await (await script.exchange(0)).closed;
    await readerOf(await guardSSE(fetch)(script.url)).cancel();
    await (await script.exchange(1)).closed;
  });

  it("slows the socket down when it isn't read", async () => {
    const script = scripted([head, { do: "repeat", steps: [{ do: "body", text: `data: ${"x".repeat(999)}\n\n`, times: 100 }] }]);
    const { read, cancel } = readerOf(await guardSSE(fetch)(script.url));
    await read();
    await (await script.exchange(0)).stalled;
    await cancel();
  });

  it("aborts as it does without the guard: with the signal's reason", async () => {
    const script = scripted([head, body("data: [DONE]\n\n"), wait("never")]);
    const reason = new Error("mine");
    for (const client of [fetch, guardSSE(fetch, { until: "[DONE]" })]) {
      for (const how of ["init", "request"]) {
        const controller = new AbortController();
        const { signal } = controller;
        const { read } = readerOf(await (how === "init" ? client(script.url, { signal }) : client(new Request(script.url, { signal }))));
        await read();
        const reading = read();
        controller.abort(reason);
        expect(await failureOf(reading)).toBe(reason);
      }
    }
    await script.connections(0);
  });

  it.each<[string, Step[], GuardOptions, string]>([
    ["ends too early", [end], { until: "[DONE]" }, "ERR_SSE_TRUNCATED"],
    ["ends inside an event", [body('data: {"b'), end], {}, "ERR_SSE_TRUNCATED"],
    ["falls silent", [wait("never")], { idleTimeout: 100 }, "ERR_SSE_IDLE_TIMEOUT"],
    ["never ends its event", [{ do: "repeat", steps: [body("data: more\n")] }], { maxEventSize: 1000 }, "ERR_SSE_EVENT_TOO_LARGE"],
    ["breaks off", [wait("read"), { do: "reset" }], {}, "ERR_SSE_DISCONNECTED"],
  ])("fails after the events before it when the stream %s, and closes the socket", async (_, steps, options, code) => {
    const script = scripted([head, body("data: a\n\n"), wait("first"), ...steps]);
    const { read } = readerOf(await guardSSE(fetch, options)(`${script.url}?key=SECRET`, { method: "post", body: "{}" }));
    expect(await read()).toBe("data: a\n\n");
    script.release("first");
    const reading = read();
    script.release("read");
    const error = await failureOf(reading);
    expect(error).toMatchObject({ code, status: 200, message: expect.stringContaining(`POST ${script.url}: `) });
    await (await script.exchange(0)).closed;
  });
});

describe("guardSSE passes on untouched", () => {
  const json: Step = { do: "head", headers: { "Content-Type": "application/json" } };

  it.each<[string, Step[]]>([
    ["another content type", [json, body("{}"), end]],
    ["a refused request", [{ ...json, status: 401 }, body("{}"), end]],
    ["a refused request with an event stream", [{ ...head, status: 500 }, body("data: a\n\n"), end]],
    ["a response without a body", [{ ...head, status: 204 }, end]],
  ])("%s", async (_, steps) => {
    const script = scripted(steps);
    let plain: Response | undefined;
    const client = async (url: string): Promise<Response> => {
      plain = await fetch(url);
      return plain;
    };
    const response = await guardSSE(client, { until: "[DONE]" })(script.url);
    expect(response).toBe(plain);
    await response.text();
  });

  it("what the fetch throws", async () => {
    const mine = new Error("mine");
    expect(await failureOf(guardSSE(() => Promise.reject(mine))())).toBe(mine);
    const throws = (): Response => {
      throw mine;
    };
    expect(await failureOf((async () => guardSSE(throws)())())).toBe(mine);
  });

  it("its arguments, without `this`, and the function's own properties", async () => {
    const seen: unknown[] = [];
    const client = Object.assign(
      function (this: unknown, ...args: [url: URL, init: RequestInit]): Response {
        seen.push(this, ...args);
        return new Response("");
      },
      { preconnect: () => "connected" },
    );
    const guarded = guardSSE(client);
    expectTypeOf(guarded).toEqualTypeOf(client);
    const [url, init] = [new URL("http://h/"), { method: "POST" }];
    await { guarded }.guarded(url, init);
    expect(seen).toEqual([undefined, url, init]);
    expect(seen[2]).toBe(init);
    expect(guarded.preconnect()).toBe("connected");
  });
});

it("guards content types that contentType accepts", async () => {
  const script = scripted([{ do: "head", headers: { "Content-Type": "text/plain" } }, body("data: a\r\n\r\n"), end]);
  const contentType = (type: string | null) => type === "text/plain";
  expect(await (await guardSSE(fetch, { contentType })(script.url)).text()).toBe("data: a\n\n");
});

it("takes undici's fetch", async () => {
  const script = scripted([head, body("data: a\r\n\r\n"), end]);
  expect(await (await guardSSE(undiciFetch)(script.url)).text()).toBe("data: a\n\n");
});

describe("the trace of guardSSE", () => {
  function recorder(): { trace: Trace; calls: string[] } {
    const calls: string[] = [];
    const see = (name: string) => (payload: unknown) => calls.push(`${name} ${JSON.stringify(payload)}`);
    return {
      trace: { request: see("request"), response: ({ status }) => see("response")(status), event: see("event"), end: see("end") },
      calls,
    };
  }

  it("shows the request, the response, each event and the end", async () => {
    const script = scripted([head, body("data: a\n\ndata: [DONE]\n\n"), end]);
    const { trace, calls } = recorder();
    const headers = new Headers({ authorization: "Bearer SECRET" });
    await (await guardSSE(fetch, { trace, until: "[DONE]" })(`${script.url}?key=SECRET`, { headers })).text();
    const event = (data: string) => `event ${JSON.stringify({ event: "message", data, id: "" })}`;
    const request = { method: "GET", url: script.url, headers: { authorization: "***" } };
    const reason = 'end {"reason":"complete"}';
    expect(calls).toEqual([`request ${JSON.stringify(request)}`, "response 200", event("a"), event("[DONE]"), reason]);
  });

  it("ends with a response that isn't an event stream, with an error, and when the body is canceled", async () => {
    const script = scripted([{ ...head, status: 401 }, end], [head, end], [head, wait("never")]);
    const { trace, calls } = recorder();
    const client = guardSSE(fetch, { trace, until: "[DONE]" });
    await client(script.url);
    await failureOf((await client(script.url)).text());
    await readerOf(await client(script.url)).cancel();
    await failureOf(client("http://127.0.0.1:1/"));
    expect(calls.filter((call) => call.startsWith("end")).map((call) => JSON.parse(call.slice(4)).reason)).toEqual([
      "end",
      "failed",
      "closed",
      "failed",
    ]);
  });
});
