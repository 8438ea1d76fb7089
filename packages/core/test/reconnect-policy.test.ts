import { describe, expect, test } from "vitest";
import { connect, type ReconnectContext, type ReconnectOptions, reconnect, SSEError } from "../src/index.ts";
import { type Answer, ManualClock, Origin, runUntil } from "./reconnect-world.ts";

const gone: Answer = { do: "respond", status: 204 };
const drop = (...chunks: string[]): Answer => ({ do: "stream", chunks, after: "drop" });
const end = (...chunks: string[]): Answer => ({ do: "stream", chunks, after: "end" });
const status = (code: number, headers: Record<string, string> = {}): Answer => ({ do: "respond", status: code, headers });

/** Runs against a server that gives these answers and then 204: the data that came, what was thrown, and the waits between the attempts. */
async function play(answers: Answer[], options: ReconnectOptions = {}, random = 0) {
  const clock = new ManualClock(() => random);
  const origin = new Origin((_, request) => answers[request - 1] ?? gone);
  const data: string[] = [];
  let error: unknown;
  const consume = async () => {
    try {
      for await (const event of reconnect((resume) => origin.connectSSE(resume), { clock, ...options })) data.push(event.data);
    } catch (thrown) {
      error = thrown;
    }
  };
  await runUntil(consume(), clock);
  expect(origin.peak).toBe(1);
  expect(clock.pending).toBe(0);
  return { data, error, delays: clock.delays, attempts: origin.requests.length, requests: origin.requests };
}

describe("what is final", () => {
  test.each([408, 425, 429, 500, 502, 503, 504, 599])("status %i is not", async (code) => {
    expect(await play([status(code), end("data: a\n\n")])).toMatchObject({ data: ["a"], attempts: 3, error: undefined });
  });

  test.each([301, 400, 401, 403, 404, 410, 422, 451])("status %i is", async (code) => {
    const { error, attempts } = await play([status(code)]);
    expect(attempts).toBe(1);
    expect(error).toMatchObject({ code: "ERR_SSE_GAVE_UP", cause: { code: "ERR_SSE_STATUS" } });
    expect(String(error)).toContain(`got ${code}`);
  });

  test("status 204 ends the iteration without an error", async () => {
    expect(await play([])).toMatchObject({ data: [], attempts: 1, error: undefined });
  });

  test("a clean end, a drop and no response are not", async () => {
    expect(await play([{ do: "refuse" }, end("data: a\n\n"), drop("data: b\n\n")])).toMatchObject({ data: ["a", "b"], attempts: 4 });
  });

  test("another content type is", async () => {
    const { error, attempts } = await play([status(200, { "content-type": "text/html" })]);
    expect(attempts).toBe(1);
    expect(error).toMatchObject({ code: "ERR_SSE_GAVE_UP", cause: { code: "ERR_SSE_CONTENT_TYPE" } });
  });

  test("an event that is too large is", async () => {
    const clock = new ManualClock();
    const origin = new Origin(() => end(`data: ${"x".repeat(100)}\n\n`));
    const consume = async () => {
      for await (const event of reconnect((resume) => origin.connectSSE({ maxEventSize: 50, ...resume }), { clock }))
        expect.fail(event.data);
    };
    await expect(runUntil(consume(), clock)).rejects.toMatchObject({ cause: { code: "ERR_SSE_EVENT_TOO_LARGE" } });
    expect(origin.requests.length).toBe(1);
  });

  test.each([
    ["nothing", undefined, "undefined"],
    ["a response", new Response(""), "Response"],
  ])("a function that returns %s is, with an error that says so", async (_, returned, kind) => {
    const events = reconnect(async () => returned as never);
    const consume = async () => {
      for await (const event of events) expect.fail(String(event));
    };
    const message = `Expected the function to return a source of events, as connectSSE does, got ${kind}`;
    await expect(consume()).rejects.toEqual(new TypeError(message));
  });

  test("an error of the caller's own is before a stream was open, and is not after that", async () => {
    const clock = new ManualClock();
    const origin = new Origin((_, request) => [end("data: a\n\n"), end("data: b\n\n")][request - 1] ?? gone);
    const failing = (...attempts: number[]) =>
      reconnect(
        (resume, { attempt }) => {
          if (attempts.includes(attempt)) throw new Error("no token");
          return origin.connectSSE(resume);
        },
        { clock },
      );
    const consume = async (source: AsyncIterable<{ data: string }>) => {
      const data: string[] = [];
      for await (const event of source) data.push(event.data);
      return data;
    };
    await expect(runUntil(consume(failing(1)), clock)).rejects.toMatchObject({
      code: "ERR_SSE_GAVE_UP",
      cause: new Error("no token"),
    });
    expect(await runUntil(consume(failing(2, 3)), clock)).toEqual(["a", "b"]);
  });

  test("an abort by a signal that only connectSSE was given is", async () => {
    const clock = new ManualClock();
    const controller = new AbortController();
    const origin = new Origin(() => ({ do: "stream", chunks: ["data: a\n\n"], after: "hold" }));
    const consume = async () => {
      for await (const _ of reconnect((resume) => origin.connectSSE({ ...resume, signal: controller.signal }), { clock }))
        controller.abort();
    };
    await expect(runUntil(consume(), clock)).rejects.toMatchObject({ cause: { name: "AbortError" } });
    expect(origin.requests.length).toBe(1);
  });

  // https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model
  test("with strict any status but 200 is, as the specification says", async () => {
    expect(await play([status(503)], { strict: true })).toMatchObject({ attempts: 1, error: { cause: { code: "ERR_SSE_STATUS" } } });
    const created: Answer = status(201, { "content-type": "text/event-stream" });
    const onStateChange: ReconnectOptions["onStateChange"] = (state) => expect(state).not.toBe("open");
    const refused = { attempts: 1, error: { cause: { code: "ERR_SSE_STATUS" } } };
    expect(await play([created], { strict: true, onStateChange })).toMatchObject(refused);
    expect(await play([drop("data: a\n\n"), end("data: b\n\n")], { strict: true })).toMatchObject({ data: ["a", "b"], attempts: 3 });
  });

  test("shouldReconnect decides otherwise, and leaves to the default what it has no opinion on", async () => {
    const outcomes: (number | undefined)[] = [];
    const shouldReconnect: ReconnectOptions["shouldReconnect"] = ({ status, error }) => {
      outcomes.push(status);
      return status === 401 ? true : error === undefined && status === 200 ? false : undefined;
    };
    const { data, attempts, error } = await play([status(401), status(503), { do: "refuse" }, end("data: a\n\n")], { shouldReconnect });
    expect({ data, attempts, error }).toEqual({ data: ["a"], attempts: 4, error: undefined });
    expect(outcomes).toEqual([401, 503, undefined, 200]);
  });
});

describe("delays", () => {
  const refused: Answer = { do: "refuse" };

  test("begin at a second and double their range with every failure in a row, up to the ceiling", async () => {
    const failing = Array.from({ length: 8 }, () => refused);
    expect((await play(failing, {}, 0)).delays).toEqual([1, 1, 1, 1, 1, 1, 1, 1].map((seconds) => seconds * 1_000));
    expect((await play(failing, {}, 1)).delays).toEqual([4, 8, 16, 30, 30, 30, 30, 30].map((seconds) => seconds * 1_000));
  });

  test("are also spread after the first drop", async () => {
    expect((await play([drop("data: a\n\n")], {}, 0)).delays).toEqual([1_000]);
    expect((await play([drop("data: a\n\n")], {}, 1)).delays).toEqual([2_000]);
  });

  test("are whole milliseconds, as the program shows them to its users", async () => {
    const shown: number[] = [];
    const onStateChange: ReconnectOptions["onStateChange"] = (state, { delay }) => state === "waiting" && shown.push(delay);
    const { delays } = await play([refused, refused, end("data: a\n\n")], { onStateChange }, 0.123_456_7);
    expect(delays).toEqual([1_370, 1_864, 1_031]);
    expect(shown).toEqual(delays);
  });

  test("are at least what the last retry said, over later streams without one", async () => {
    expect((await play([drop("retry: 5000\n\n"), end("data: a\n\n"), refused], {}, 0)).delays).toEqual([5_000, 5_000, 5_000]);
  });

  test("do not spin at retry: 0, even when every stream delivers", async () => {
    const { delays } = await play(
      Array.from({ length: 20 }, () => end("retry: 0\ndata: a\n\n")),
      {},
      0,
    );
    expect(delays).toEqual(Array.from({ length: 20 }, () => 250));
  });

  test("end at the ceiling whatever retry says: no timer overflows", async () => {
    expect((await play([end("retry: 99999999999\ndata: a\n\n")])).delays).toEqual([24_000]);
    expect((await play([end("retry: 99999999999\ndata: a\n\n")], {}, 1)).delays).toEqual([30_000]);
    expect((await play([end("retry: 99999999999\ndata: a\n\n")], { maxDelay: Number.POSITIVE_INFINITY }, 1)).delays).toEqual([2 ** 31 - 1]);
  });

  test("are at least what Retry-After says, in seconds or as a date, up to the ceiling", async () => {
    const now = new ManualClock().now();
    const after = async (value: string) => (await play([status(503, { "retry-after": value })], { maxDelay: 60_000 })).delays[0];
    expect(await after("7")).toBe(7_000);
    expect(await after(new Date(now + 9_000).toUTCString())).toBe(9_000);
    expect(await after(new Date(now - 9_000).toUTCString())).toBe(1_000);
    expect(await after("99999999999")).toBe(48_000);
    for (const nonsense of ["", "soon", "-5", "NaN"]) expect(await after(nonsense)).toBe(1_000);
    // https://www.rfc-editor.org/rfc/rfc9110#section-5.3: a header that was sent twice arrives joined by a comma.
    const in9s = new Date(now + 9_000).toUTCString();
    for (const twice of ["7, 9", "9,7", "9, 9", `7, ${in9s}`, `${in9s}, 7`, `${in9s}, ${in9s}`, "soon, 9"])
      expect(await after(twice)).toBe(9_000);
  });

  test("a stream that delivered or stayed up begins a new row; one that did neither is a failure", async () => {
    const failures: number[] = [];
    const onStateChange: ReconnectOptions["onStateChange"] = (state, context) => state === "waiting" && failures.push(context.failures);
    await play([refused, refused, drop("data: a\n\n"), refused, drop(), drop(": comment\n\n"), end("data: b\n\n")], { onStateChange });
    expect(failures).toEqual([1, 2, 0, 1, 2, 3, 0]);
    failures.length = 0;
    await play([refused, drop()], { onStateChange, stableAfter: 0 });
    expect(failures).toEqual([1, 0]);
  });

  test("options that are no durations are refused at once", () => {
    const never = () => expect.fail("it must not connect");
    for (const name of ["initialDelay", "minDelay", "maxDelay"] as const) {
      for (const wrong of [-1, Number.NaN]) expect(() => reconnect(never, { [name]: wrong })).toThrow(RangeError);
    }
  });

  test("limits that are no numbers are refused at once, because nothing would ever reach them", () => {
    const never = () => expect.fail("it must not connect");
    for (const name of ["maxFailures", "maxConnections"] as const) {
      for (const wrong of [-1, Number.NaN]) expect(() => reconnect(never, { [name]: wrong })).toThrow(`${name}: expected a number`);
    }
  });
});

test("gives up after maxFailures failures in a row, with the last one as its cause", async () => {
  const { error, attempts } = await play([drop("data: a\n\n"), status(500), status(502), status(503)], { maxFailures: 3 });
  expect(attempts).toBe(4);
  expect(error).toBeInstanceOf(SSEError);
  expect(error).toMatchObject({ code: "ERR_SSE_GAVE_UP", cause: { code: "ERR_SSE_STATUS" } });
  expect(String(error)).toContain("attempt 4");
  expect(String(error)).toContain("got 503");
});

test("a clean end isn't a failure: a server without news is polled for as long as it takes, at the pace that it asks for", async () => {
  const quiet = Array.from({ length: 1_000 }, () => end("retry: 2000\n\n"));
  const { delays, error, attempts } = await play(quiet, { maxFailures: 1 }, 0.5);
  expect(error).toBeUndefined();
  expect(attempts).toBe(1_001);
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(2_000);
  expect(Math.max(...delays)).toBeLessThanOrEqual(2_500);
});

test("a server that ends at once, without an event or a retry, is asked less and less often", async () => {
  const { delays, error } = await play(
    Array.from({ length: 8 }, () => end()),
    { maxFailures: 1 },
    1,
  );
  expect(error).toBeUndefined();
  expect(delays).toEqual([2, 4, 8, 16, 30, 30, 30, 30].map((seconds) => seconds * 1_000));
});

test("maxConnections limits all attempts; the loop ends as the last one ended", async () => {
  expect(await play([end("data: a\n\n"), end("data: b\n\n"), end("data: c\n\n")], { maxConnections: 2 })).toMatchObject({
    data: ["a", "b"],
    attempts: 2,
    error: undefined,
  });
  expect(await play([drop("data: a\n\n"), drop("data: b\n\n")], { maxConnections: 2 })).toMatchObject({
    attempts: 2,
    error: { code: "ERR_SSE_GAVE_UP", cause: { code: "ERR_SSE_DISCONNECTED" } },
  });
});

test("what the last refusal said is on the error itself", async () => {
  const { error } = await play([status(403, { "x-request-id": "7" })]);
  expect(error).toMatchObject({ code: "ERR_SSE_GAVE_UP", status: 403, body: "no event stream" });
  expect((error as SSEError).headers?.get("X-Request-Id")).toBe("7");
});

test("clients that lost their server together don't return together, even when it asks for more than maxDelay", async () => {
  for (const answer of [drop("retry: 60000\n\n"), end("retry: 30000\n\n"), status(503, { "retry-after": "120" })]) {
    const delays = new Set<number>();
    for (let client = 0; client < 20; client++) delays.add((await play([answer], {}, client / 20)).delays[0] ?? Number.NaN);
    expect(delays.size).toBe(20);
    expect(Math.max(...delays)).toBeLessThanOrEqual(30_000);
  }
});

test("an async shouldReconnect is awaited", async () => {
  expect(
    await play([status(401), end("data: a\n\n")], { shouldReconnect: async ({ status }) => status === 401 || undefined }),
  ).toMatchObject({
    data: ["a"],
    error: undefined,
  });
});

test("a mistake in the request is thrown as it is, at the first attempt", async () => {
  for (const url of ["ftp://h/", "localhost:8000/sse", "http://u:p@h/", "http://[bad"]) {
    let attempts = 0;
    const source = reconnect((resume) => {
      attempts++;
      return connect(() => Promise.reject(new Error("unsupported protocol")), "GET", url, resume);
    });
    await expect(source[Symbol.asyncIterator]().next()).rejects.toBeInstanceOf(TypeError);
    expect(attempts).toBe(1);
  }
});

test("null for an option means that it isn't given", async () => {
  const nothing: ReconnectOptions = {
    signal: null,
    lastEventId: null,
    shouldReconnect: null,
    strict: null,
    replay: null,
    ack: null,
    store: null,
    dedupe: null,
    unref: null,
    onStateChange: null,
    onWarning: null,
    initialDelay: null,
    minDelay: null,
    maxDelay: null,
    maxFailures: null,
    maxConnections: null,
    stableAfter: null,
  };
  expect(await play([drop("data: a\n\n"), end("data: b\n\n")], nothing)).toMatchObject({ data: ["a", "b"], delays: [1_000, 1_000] });
});

test("tells where it is: states in order, with attempt, failures, error, time and delay", async () => {
  const seen: [string, Omit<ReconnectContext, "lastError" | "reason"> & { error: boolean }][] = [];
  await play([drop("data: a\n\n"), { do: "refuse" }, end("data: b\n\n")], {
    onStateChange(state, { lastError, reason, ...context }) {
      expect(reason).toBe(state === "closed" ? "finished" : undefined);
      seen.push([state, { ...context, error: lastError !== undefined }]);
    },
  });
  expect(seen).toEqual([
    ["connecting", { attempt: 1, failures: 0, error: false, elapsed: 0, delay: 0 }],
    ["open", { attempt: 1, failures: 0, error: false, elapsed: 0, delay: 0 }],
    ["waiting", { attempt: 1, failures: 0, error: true, elapsed: 0, delay: 1_000 }],
    ["connecting", { attempt: 2, failures: 0, error: true, elapsed: 1_000, delay: 1_000 }],
    ["waiting", { attempt: 2, failures: 1, error: true, elapsed: 1_000, delay: 1_000 }],
    ["connecting", { attempt: 3, failures: 1, error: true, elapsed: 2_000, delay: 1_000 }],
    ["open", { attempt: 3, failures: 1, error: true, elapsed: 2_000, delay: 1_000 }],
    ["waiting", { attempt: 3, failures: 0, error: false, elapsed: 2_000, delay: 1_000 }],
    ["connecting", { attempt: 4, failures: 0, error: false, elapsed: 3_000, delay: 1_000 }],
    ["closed", { attempt: 4, failures: 0, error: false, elapsed: 3_000, delay: 1_000 }],
  ]);
});
