import { connect, type ReconnectOptions, reconnect } from "@sse/core";
import { describe, expect, expectTypeOf, it } from "vitest";
import { allCapabilities } from "../src/capabilities.ts";
import { runConformance } from "../src/run.ts";
import {
  type BoundConnectSSE,
  type ConnectedSource,
  type ConnectSSEOptions,
  type Reconnect,
  type ReconnectInit,
  subjectOf,
} from "../src/subject-of.ts";

const description = { name: "adapter", version: "1.0.0" };

/** A source without events, which records whether it was closed. */
const emptySource = (members: Partial<ConnectedSource> = {}): ConnectedSource & { closed: boolean } => ({
  closed: false,
  close() {
    this.closed = true;
  },
  async *[Symbol.asyncIterator]() {},
  ...members,
});

/** The adapter that core's documentation describes: `connect` over fetch. */
const connectSSE = (method: string, url: string, options: ConnectSSEOptions) =>
  connect(
    async ({ method, url, headers, signal }) => {
      const raw = await fetch(url, { method, headers, signal, body: options.body ?? null });
      return { status: raw.status, headers: raw.headers, body: raw.body, raw };
    },
    method,
    url,
    options,
  );

describe("subjectOf", () => {
  it("claims every capability and the usual policies, and takes others from the description", () => {
    expect(subjectOf(connectSSE, description)).toMatchObject({
      ...description,
      capabilities: allCapabilities,
      policies: { redirects: "followed", compression: "decompressed", noContent: "ends", serverErrors: "retried" },
    });
    const own = subjectOf(connectSSE, { ...description, capabilities: ["event-type"], policies: { redirects: "refused" } });
    expect(own).toMatchObject({ capabilities: ["event-type"], policies: { redirects: "refused", compression: "decompressed" } });
  });

  it("has no reconnect method unless it is given one", () => {
    expect(subjectOf(connectSSE, description)).not.toHaveProperty("reconnect");
    expect(subjectOf(connectSSE, { ...description, reconnect })).toHaveProperty("reconnect");
  });

  it("calls connectSSE with the method, the URL and the options that the case sets", async () => {
    const calls: unknown[] = [];
    const subject = subjectOf((...call) => {
      calls.push(call);
      return emptySource();
    }, description);
    await subject.connect?.("http://a/", { eventTypes: ["message"] });
    await subject.connect?.("http://b/", { eventTypes: [], method: "POST", body: "hello", lastEventId: "1" });
    expect(calls).toEqual([
      ["GET", "http://a/", {}],
      ["POST", "http://b/", { body: "hello", lastEventId: "1" }],
    ]);
  });

  it("hands out the response if the source has a status and headers", async () => {
    const headers = { get: (name: string) => (name === "x-custom" ? "1" : undefined) };
    const connection = await subjectOf(() => emptySource({ status: 401, headers }), description).connect?.("", { eventTypes: [] });
    expect(connection?.response?.status).toBe(401);
    expect(connection?.response?.headers.get("x-custom")).toBe("1");
    expect(connection?.response?.headers.get("x-missing")).toBeNull();
    expect(await subjectOf(() => emptySource(), description).connect?.("", { eventTypes: [] })).not.toHaveProperty("response");
  });

  it("reads the position from the source each time and closes the source", async () => {
    const state = { lastEventId: "", reconnectionTime: 0 };
    const source = emptySource();
    Object.defineProperties(source, {
      lastEventId: { get: () => state.lastEventId },
      reconnectionTime: { get: () => state.reconnectionTime },
    });
    const connection = await subjectOf(() => source, description).connect?.("", { eventTypes: [] });
    Object.assign(state, { lastEventId: "1", reconnectionTime: 10 });
    expect(connection).toMatchObject({ lastEventId: "1", reconnectionTime: 10 });
    connection?.close();
    expect(source.closed).toBe(true);
  });

  it("gives the signal and the position to reconnect, and to connectSSE whatever reconnect resumes with", async () => {
    const { signal } = new AbortController();
    const calls: unknown[] = [];
    const connect: BoundConnectSSE = (...call) => {
      calls.push(call);
      return emptySource();
    };
    const reconnect: Reconnect = (connectAgain, options) => {
      calls.push(options);
      const resume = { lastEventId: "2", replayGuard: "a member of reconnect's own" };
      void connectAgain(resume);
      return emptySource();
    };
    const subject = subjectOf(connect, { ...description, reconnect });
    await subject.reconnect?.("http://a/", { eventTypes: [], headers: { "x-custom": "1" }, signal, lastEventId: "1" });
    expect(calls).toEqual([
      { signal, lastEventId: "1", minDelay: 50, maxDelay: 1_500 },
      ["GET", "http://a/", { headers: { "x-custom": "1" }, lastEventId: "2", replayGuard: "a member of reconnect's own" }],
    ]);
  });

  it("asks for nothing that core's reconnect doesn't know", () => {
    // Checked by the compiler. If core renames an option, the reconnecting cases wait for core's default delays.
    expectTypeOf<keyof ReconnectInit>().toExtend<keyof ReconnectOptions>();
  });

  it("throws for what isn't a function", () => {
    const call: unknown = Reflect.apply.bind(undefined, subjectOf, undefined, [{ connectSSE }, description]);
    expect(call).toThrow(new TypeError("Expected a function that calls connectSSE with a client, got object"));
  });

  it("makes a subject of an adapter over core that passes the cases of every category", { timeout: 30_000 }, async () => {
    const report = await runConformance(subjectOf(connectSSE, { ...description, reconnect }), {
      ids: [
        "decoding/id-persists",
        "request/headers-reach-the-server",
        "request/post-sends-its-body",
        "request/resumed-stream-knows-its-id",
        "response/refused-response-can-be-looked-at",
        "closing/abort-while-waiting",
        "closing/close-while-waiting-ends-the-loop",
        "limits/idle-timeout",
        "limits/line-over-the-limit",
        "reconnecting/last-event-id-is-sent",
        "reconnecting/post-is-not-repeated-after-its-end",
        "reconnecting/retry-persists",
        "reconnecting/abort-while-connecting",
      ],
    });
    expect(report.results.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
  });
});
