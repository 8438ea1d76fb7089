import { describe, expect, it, vi } from "vitest";
import { type ReconnectContext, type ReconnectOptions, reconnect } from "../src/index.ts";
import { type Answer, ManualClock, Origin, settled } from "./reconnect-world.ts";

const hold = (...chunks: string[]): Answer => ({ do: "stream", chunks, after: "hold" });

function begin(answer: Origin["answer"], options: ReconnectOptions = {}, method = "GET") {
  const clock = new ManualClock();
  const origin = new Origin(answer);
  const states: string[] = [];
  const source = reconnect((resume) => origin.connectSSE(resume, method), {
    clock,
    onStateChange: (state) => states.push(state),
    ...options,
  });
  const iterator = source[Symbol.asyncIterator]();
  return { clock, origin, source, iterator, states };
}

describe("reconnectNow", () => {
  it("ends a wait", async () => {
    const { origin, source, iterator, clock } = begin((_, request) => (request === 1 ? { do: "refuse" } : hold("data: a\n\n")));
    const next = iterator.next();
    await settled();
    expect(source.state).toBe("waiting");
    source.reconnectNow();
    expect((await next).value).toMatchObject({ data: "a" });
    expect(origin.requests).toHaveLength(2);
    expect(clock.pending).toBe(0);
    source.close();
  });

  it("replaces an open connection, after the last event that was processed, and never has two", async () => {
    const { origin, source, iterator } = begin((id) => hold(id ? "id: 2\ndata: b\n\n" : "id: 1\ndata: a\n\n"));
    expect((await iterator.next()).value).toMatchObject({ data: "a" });
    const next = iterator.next();
    await settled();
    source.reconnectNow();
    expect((await next).value).toMatchObject({ data: "b" });
    expect(origin.peak).toBe(1);
    expect(origin.requests.map(({ headers }) => headers["last-event-id"])).toEqual([undefined, "1"]);
    source.close();
    expect(origin.live).toBe(0);
  });

  it("replaces an attempt that hangs, and isn't a failure", async () => {
    const { origin, source, iterator } = begin((_, request) => (request < 4 ? { do: "hang" } : hold("data: a\n\n")), { maxFailures: 1 });
    const next = iterator.next();
    for (let count = 0; count < 3; count++) {
      await settled();
      source.reconnectNow();
    }
    expect((await next).value).toMatchObject({ data: "a" });
    expect(origin.peak).toBe(1);
    source.close();
  });

  it("doesn't repeat a POST, nor take it for answered", async () => {
    const { origin, source, iterator } = begin(() => hold("data: a\n\n"), {}, "POST");
    await iterator.next();
    const next = iterator.next();
    await settled();
    source.reconnectNow();
    await expect(next).rejects.toMatchObject({ code: "ERR_SSE_GAVE_UP" });
    expect(origin.requests).toHaveLength(1);
  });

  it("does nothing before the first call of next(), and after the end", async () => {
    const { origin, source } = begin(() => hold());
    source.reconnectNow();
    source.close();
    source.reconnectNow();
    expect(origin.requests).toEqual([]);
  });
});

describe("a reconnecting source", () => {
  it("shows the response of the open connection", async () => {
    const { source, iterator } = begin(() => ({ ...hold("data: a\n\n"), headers: { "x-request-id": "7" } }) as Answer);
    expect([source.response, source.status, source.headers]).toEqual([undefined, undefined, undefined]);
    await iterator.next();
    expect(source.response).toBeInstanceOf(Response);
    expect(source.status).toBe(200);
    expect(source.headers?.get("X-Request-ID")).toBe("7");
    source.close();
    expect([source.response, source.status]).toEqual([undefined, undefined]);
  });

  it.each<[string, Answer, (source: ReturnType<typeof begin>, controller: AbortController) => unknown]>([
    ["finished", { do: "respond", status: 204 }, () => {}],
    ["failed", { do: "respond", status: 403 }, () => {}],
    ["closed", hold(), ({ source }) => source.close()],
    ["closed", hold(), ({ iterator }) => iterator.return?.()],
    ["aborted", hold(), (_, controller) => controller.abort()],
  ])("says why it is closed: %s", async (reason, answer, end) => {
    const controller = new AbortController();
    const seen: (string | undefined)[] = [];
    const onStateChange = (_: string, context: ReconnectContext) => seen.push(context.reason);
    const world = begin(() => answer, { signal: controller.signal, onStateChange });
    const next = world.iterator.next().catch(() => {});
    await settled();
    end(world, controller);
    await next;
    expect(seen.at(-1)).toBe(reason);
    expect(seen.slice(0, -1).every((earlier) => earlier === undefined)).toBe(true);
  });

  it.each([
    [123, 123],
    [0, 1],
    [Number.POSITIVE_INFINITY, 2 ** 31 - 1],
  ])("lets shouldReconnect set the delay, at most to what a timer can hold: %d", async (delay, waited) => {
    const clock = new ManualClock();
    const { source, iterator } = begin((_, request) => (request === 1 ? { do: "respond", status: 401 } : hold("data: a\n\n")), {
      clock,
      shouldReconnect: async () => ({ delay }),
    });
    const next = iterator.next();
    await settled();
    expect(clock.delays).toEqual([waited]);
    clock.next();
    await next;
    source.close();
  });

  it("warns when an attempt doesn't use the position, and only then", async () => {
    const warnings: string[] = [];
    const play = async (connect: (origin: Origin) => Parameters<typeof reconnect>[0]) => {
      const clock = new ManualClock();
      const origin = new Origin((_, request) =>
        request === 1 ? { do: "stream", chunks: ["id: 1\ndata: a\n\n"], after: "end" } : hold("data: b\n\n"),
      );
      const source = reconnect(connect(origin), { clock, onWarning: (warning) => warnings.push(warning) });
      const iterator = source[Symbol.asyncIterator]();
      await iterator.next();
      const next = iterator.next();
      await settled();
      clock.next();
      await next;
      source.close();
    };
    await play((origin) => (resume) => origin.connectSSE(resume));
    await play(
      (origin) =>
        ({ lastEventId, signal }) =>
          origin.connectSSE({ signal, headers: { "x-after": lastEventId } }),
    );
    expect(warnings).toEqual([]);
    await play(
      (origin) =>
        ({ signal }) =>
          origin.connectSSE({ signal }),
    );
    expect(warnings).toEqual(["An attempt didn't use resume.lastEventId, so the stream starts over: spread `resume` into the options"]);
  });

  it("by default warns on the console", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const { source, iterator, clock } = begin((_, request) =>
      request === 1 ? { do: "stream", chunks: ["id: a\u0001\ndata: a\n\n"], after: "end" } : hold("data: b\n\n"),
    );
    await iterator.next();
    const next = iterator.next();
    await settled();
    clock.next();
    await next;
    source.close();
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });
});
