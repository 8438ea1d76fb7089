import { filter } from "@sse/core/compose";
import { guardSSE } from "@sse/core/guard";
import { logTo } from "@sse/core/log";
import { SSEDecoderStream } from "@sse/core/stream";
import { type Contract, typed } from "@sse/core/typed";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type ConnectOptions, connect, EventSource, type EventSourceOptions, reconnect, type SSERequest } from "../src/index.ts";
import { failureOf, streamHeaders } from "./feed.ts";

// vitest fails a run in which a promise rejects unhandled, so each of these tests also shows that nothing does.

const body = ": comment\n\ndata: a\n\ndata: b\n\n";
const respond = () => new Response(body, { headers: streamHeaders });
const over = (options: EventSourceOptions = {}) => new EventSource(respond(), options);
const url = "http://h/";
const rejects = async (): Promise<never> => {
  throw new Error("mine");
};
async function collect(source: AsyncIterable<{ readonly data: unknown }>): Promise<unknown[]> {
  const data: unknown[] = [];
  for await (const event of source) data.push(event.data);
  return data;
}

/** An async function where its type wants an answer at once. */
const undecided = rejects as () => never;

afterEach(() => void vi.restoreAllMocks());

describe("a callback that decides must answer at once", () => {
  const refused = (option: string) => new TypeError(`${option}: expected a function that answers at once, got an async one`);

  it.each<[string, () => Promise<unknown>, string]>([
    ["contentType", () => collect(over({ contentType: undecided })), "contentType"],
    ["until", () => collect(over({ until: undecided })), "until"],
    ["a contract's error", () => collect(typed(over(), { error: undecided } satisfies Contract)), "error or ignore"],
    ["a contract's ignore", () => collect(typed(over(), { ignore: undecided } satisfies Contract)), "error or ignore"],
    ["guardSSE's contentType", () => guardSSE(async () => respond(), { contentType: undecided })(), "contentType"],
    ["guardSSE's until", async () => (await guardSSE(async () => respond(), { until: undecided })()).text(), "until"],
  ])("%s", async (_, run, option) => {
    expect(await failureOf(run())).toEqual(refused(option));
  });

  it("ok throws it as well", () => {
    expect(() => over({ contentType: undecided }).ok).toThrow(refused("contentType"));
  });

  it("filter, which can wait, waits", async () => {
    expect(await collect(filter(over(), async ({ data }) => data === "b"))).toEqual(["b"]);
  });
});

describe("a callback that is told something fails as one that throws, if its promise rejects", () => {
  const mine = new Error("mine");

  it("onComment", async () => {
    const endless = new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode(body)) });
    const source = new EventSource(new Response(endless, { headers: streamHeaders }), { onComment: rejects });
    expect(await failureOf(collect(source))).toEqual(mine);
  });

  it("onComment of a transform stream", async () => {
    const decoder = new SSEDecoderStream({ onComment: rejects });
    const events = new ReadableStream({ start: (controller) => controller.enqueue(body) }).pipeThrough(decoder);
    const reader = events.getReader();
    expect(
      await failureOf(
        (async () => {
          for (;;) await reader.read();
        })(),
      ),
    ).toEqual(mine);
  });

  it("onStateChange and onWarning", async () => {
    const options = { initialDelay: 1, minDelay: 0 };
    expect(await failureOf(collect(reconnect(() => over(), { ...options, onStateChange: rejects })))).toEqual(mine);
    expect(await failureOf(collect(reconnect(() => over(), { ...options, lastEventId: "1", onWarning: rejects })))).toEqual(mine);
  });

  it("a trace hook, whose errors become warnings, and a log's target", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    expect(await collect(over({ trace: { comment: rejects } }))).toEqual(["a", "b"]);
    expect(await collect(over({ trace: logTo({ log: rejects }) }))).toEqual(["a", "b"]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(warn.mock.calls.flat()).toContain("sse: The trace hook comment threw: mine");
    expect(warn.mock.calls.flat()).toContain("sse: The trace hook event threw: mine");
  });
});

describe("beforeConnect", () => {
  const steps: string[] = [];
  const send = (options: ConnectOptions): Promise<EventSource<Response>> => {
    steps.length = 0;
    const transport = async (request: SSERequest) => {
      steps.push(`sent with ${request.method}`);
      return respond();
    };
    return connect(transport, "GET", url, options);
  };
  const forever = () => new Promise<never>(() => {});

  it("is awaited before the request is sent", async () => {
    await send({
      async beforeConnect() {
        await new Promise((resolve) => setImmediate(resolve));
        steps.push("ready");
      },
    });
    expect(steps).toEqual(["ready", "sent with GET"]);
  });

  it("sends nothing if its promise rejects, and its error is thrown", async () => {
    expect(await failureOf(send({ beforeConnect: rejects }))).toEqual(new Error("mine"));
    expect(steps).toEqual([]);
  });

  it("that never settles is ended by the signal and by connectTimeout, and sends nothing", async () => {
    const controller = new AbortController();
    const aborted = send({ beforeConnect: forever, signal: controller.signal });
    controller.abort("mine");
    expect(await failureOf(aborted)).toBe("mine");
    expect(await failureOf(send({ beforeConnect: forever, connectTimeout: 1 }))).toMatchObject({ code: "ERR_SSE_CONNECT_TIMEOUT" });
    expect(steps).toEqual([]);
  });

  it("that settles after an abort sends nothing, and no hook sees a request", async () => {
    const controller = new AbortController();
    let proceed = (): void => {};
    const requests: unknown[] = [];
    const beforeConnect = () =>
      new Promise<void>((resolve) => {
        proceed = resolve;
      });
    const aborted = send({ beforeConnect, signal: controller.signal, trace: { request: (request) => requests.push(request) } });
    controller.abort("mine");
    expect(await failureOf(aborted)).toBe("mine");
    proceed();
    await new Promise((resolve) => setImmediate(resolve));
    expect([steps, requests]).toEqual([[], []]);
  });
});
