import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { EventSource, type ServerSentEvent } from "@sse/core";
import { describe, expect, it } from "vitest";
import { appTransport, manualClock, type Script, type Step, sseResponse } from "../src/index.ts";
import { collect, failureOf } from "./clients.ts";

async function eventsOf(response: Response): Promise<Pick<ServerSentEvent, "event" | "data" | "id" | "retry">[]> {
  const events = [];
  for await (const { event, data, id, retry } of new EventSource(response)) events.push({ event, data, id, retry });
  return events;
}

async function chunksOf(response: Response): Promise<string[]> {
  const chunks: string[] = [];
  for await (const chunk of response.body ?? []) chunks.push(Buffer.from(chunk).toString("latin1"));
  return chunks;
}

const script: Step[] = [
  { event: "a", data: "Grüße\nWelt", id: 1 },
  { comment: "ping" },
  { data: { b: [1] }, retry: 5 },
  { raw: "data: c\n\n" },
];
const events = [
  { event: "a", data: "Grüße\nWelt", id: "1", retry: undefined },
  { event: "message", data: '{"b":[1]}', id: "1", retry: 5 },
  { event: "message", data: "c", id: "1", retry: undefined },
];

describe("a scripted response", () => {
  it("is a standard response of an event stream", async () => {
    const response = sseResponse(script, { status: 201, headers: { "X-Request-Id": "7" } });
    expect(response).toBeInstanceOf(Response);
    expect([response.status, response.headers.get("content-type"), response.headers.get("x-request-id")]).toEqual([
      201,
      "text/event-stream",
      "7",
    ]);
    expect(response.headers.get("transfer-encoding")).toBe("chunked");
    expect(await eventsOf(response)).toEqual(events);
  });

  it("plays text, an array, or a generator, sync or async", async () => {
    const forms: Script[] = [
      "data: a\n\n",
      [{ data: "a" }],
      function* () {
        yield { data: "a" };
      },
      async function* () {
        await Promise.resolve();
        yield { data: "a" };
      },
    ];
    for (const form of forms) expect(await collect(new EventSource(sseResponse(form)))).toEqual(["a"]);
  });

  it("sends a chunk a step", async () => {
    expect(await chunksOf(sseResponse([{ data: "a" }, { comment: "b" }, { data: "c" }]))).toEqual([
      "data: a\n\n",
      ": b\n\n",
      "data: c\n\n",
    ]);
  });

  it("means the same, however it is cut and whatever ends its lines", async () => {
    for (const lines of ["lf", "crlf", "cr"] as const) {
      for (const cut of ["bytes", 1, 2, 3, 4711, [1, 5, 13]] as const) {
        expect(await eventsOf(sseResponse(script).lines(lines).cut(cut)), `${lines}, ${cut}`).toEqual(events);
      }
    }
    expect(await chunksOf(sseResponse([{ data: "a" }, { data: "b" }]).cut([3, 12]))).toEqual(["dat", "a: a\n\n", "dat", "a: b\n\n"]);
    expect(await chunksOf(sseResponse("data: é\n\n").cut("bytes"))).toHaveLength(10);
    expect(await chunksOf(sseResponse("data: a\n\n").lines("crlf"))).toEqual(["data: a\r\n\r\n"]);
    const first = await chunksOf(sseResponse(script).cut(7));
    expect(await chunksOf(sseResponse(script).cut(7))).toEqual(first);
    expect(await chunksOf(sseResponse(script).cut(8))).not.toEqual(first);
  });

  it("is checked when it is written", () => {
    const wrong =
      (step: unknown): (() => unknown) =>
      () =>
        sseResponse([{ data: "a" }, step as Step]);
    expect(wrong("data: a")).toThrow(
      new TypeError('Step 1: Expected a step such as { data: "…" }, { comment: "…" } or { drop: true }, got "data: a"'),
    );
    expect(wrong({})).toThrow(new TypeError("Step 1: Expected an event with data, event, id or retry, got none of them"));
    expect(wrong({ comment: "a", delay: 5 })).toThrow(new TypeError("Step 1: Expected one thing a step, got comment and delay"));
    expect(wrong({ delay: Number.POSITIVE_INFINITY })).toThrow(/^Step 1: delay: expected milliseconds/);
    expect(wrong({ stall: false })).toThrow(new TypeError("Step 1: stall: expected true, got false"));
    expect(() => sseResponse([{ drop: true }, { event: "late", data: "" }])).toThrow(
      new TypeError("Step 1: expected no step after drop, got event and data"),
    );
    expect(() => sseResponse("").cut([5, 3])).toThrow(TypeError);
    expect(() => sseResponse("").cut("lines" as "bytes")).toThrow(TypeError);
    expect(() => sseResponse("").lines("nl" as "lf")).toThrow(TypeError);
    expect(() => sseResponse(7 as unknown as string)).toThrow(
      new TypeError("Expected a script of text, an array of steps or a generator function, got number"),
    );
  });

  it("of a generator breaks off at a step that can't be played, and at what it throws", async () => {
    const bad = sseResponse(function* () {
      yield { data: "a" };
      yield { text: "b" } as Step;
    });
    expect(await failureOf(collect(new EventSource(bad)))).toMatchObject({ code: "ERR_SSE_DISCONNECTED" });
    const mistake = new Error("mine");
    const throwing = sseResponse(function* () {
      yield { data: "a" };
      throw mistake;
    });
    expect(await failureOf(collect(new EventSource(throwing)))).toMatchObject({ cause: { cause: mistake } });
  });

  it("can be used again: each clone, and each request, plays it from the beginning", async () => {
    const response = sseResponse([{ data: "a" }]);
    expect(await collect(new EventSource(response.clone()))).toEqual(["a"]);
    expect(await collect(new EventSource(response.clone()))).toEqual(["a"]);
    const { fetch } = appTransport(response);
    for (let time = 0; time < 2; time++) expect(await collect(new EventSource(await fetch("/")))).toEqual(["a"]);
  });

  it("tells its generator when the client leaves, and lets it clean up", async () => {
    const seen: string[] = [];
    const response = sseResponse(async function* ({ signal }) {
      signal.addEventListener("abort", () => seen.push("aborted"));
      try {
        for (;;) yield { data: "a" };
      } finally {
        seen.push("cleaned up");
      }
    });
    for await (const _ of new EventSource(response)) break;
    await expect.poll(() => seen).toEqual(["aborted", "cleaned up"]);
  });

  it("waits on its clock, and gives up waiting when the client leaves", async () => {
    const clock = manualClock();
    const iterator = new EventSource(sseResponse([{ delay: 5_000 }, { data: "a" }, { delay: 5_000 }], { clock })).iterSSE();
    const first = iterator.next();
    await clock.advance(5_000);
    expect((await first).value).toMatchObject({ data: "a" });
    const second = iterator.next();
    await clock.advance(1_000);
    expect(clock.pending).toBe(1);
    await iterator.return?.();
    expect((await second).done).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it("has no body with a status that has none", async () => {
    expect(sseResponse([{ data: "a" }], { status: 204 }).body).toBeNull();
  });

  it("is a Node listener as well, and a drop there breaks the socket", async () => {
    const server = createServer(sseResponse([{ data: "a" }, { drop: true }]).listener as RequestListener);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    for (let time = 0; time < 2; time++) {
      const response = await fetch(url);
      expect(response.headers.get("content-type")).toBe("text/event-stream");
      const iterator = new EventSource(response).iterSSE();
      expect((await iterator.next()).value).toMatchObject({ data: "a" });
      await expect(iterator.next()).rejects.toMatchObject({ code: "ERR_SSE_DISCONNECTED" });
    }
    server.close();
  });
});
