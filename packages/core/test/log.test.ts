import { describe, expect, it } from "vitest";
import { connect, EventSource, type Transport } from "../src/index.ts";
import { type LogOptions, logTo } from "../src/log.ts";
import { collect, failureOf, streamHeaders } from "./feed.ts";

/** A target that keeps its lines, and a clock on which a millisecond passes with each look. */
function logger(options: LogOptions = {}) {
  const lines: string[] = [];
  let time = 0;
  const clock = { now: () => time++, setTimeout, clearTimeout };
  return { lines, trace: logTo({ log: (line) => lines.push(line) }, { clock, ...options }) };
}

const answering =
  (body: string, headers: Record<string, string> = {}): Transport<Response> =>
  async () =>
    new Response(body, { headers: { ...streamHeaders, ...headers } });

const without = (lines: readonly string[]): string[] => lines.map((line) => line.replace(/^sse \d+ \+\d+ ms /, ""));

describe("logTo", () => {
  it("writes a line for everything, with the stream's number and the time since its request", async () => {
    const { lines, trace } = logger();
    const transport = answering("event: a\nid: 1\nretry: 5\ndata: x\n\n: bye\n\ndata: y\n\n", { "set-cookie": "SECRET", "x-id": "7" });
    const headers = { authorization: "Bearer SECRET" };
    await collect(await connect(transport, "GET", "http://h/p?key=SECRET", { trace, headers }));
    expect(lines.every((line) => /^sse \d+ \+\d+ ms /.test(line))).toBe(true);
    expect(new Set(lines.map((line) => line.split(" ")[1])).size).toBe(1);
    expect(without(lines)).toEqual([
      expect.stringMatching(/^→ GET http:\/\/h\/p\n( {4}.+\n)* {4}authorization: \*\*\*(\n|$)/),
      expect.stringMatching(/^← 200\n {4}content-type: text\/event-stream\n {4}set-cookie: \*\*\*\n {4}x-id: 7$/),
      "event a, id 1, retry 5 ms: x",
      "comment: bye",
      "event message, id 1: y",
      "ended by the server after 2 events",
    ]);
    expect(lines.join()).not.toContain("SECRET");
    const times = lines.map((line) => Number(/\+(\d+) ms/.exec(line)?.[1]));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]).toBeLessThan(3);
  });

  it("tells how a stream ends", async () => {
    const { lines, trace } = logger();
    const answer = answering("data: a\n\n");
    await collect(await connect(answer, "GET", "http://h/", { trace, until: "a" }));
    await failureOf(collect(await connect(answer, "GET", "http://h/", { trace, until: "b" })));
    await failureOf(connect(() => Promise.reject(new Error("down")), "GET", "http://h/", { trace }));
    (await connect(answer, "GET", "http://h/", { trace })).close();
    const source = new EventSource(await answer({} as never), { trace, signal: AbortSignal.abort("mine") });
    await source
      .iterSSE()
      .next()
      .catch(() => {});
    const ends = without(lines).filter((line) => !/^[→←]|^event/.test(line));
    expect(ends).toEqual([
      "complete after 1 event",
      "failed after 1 event: ERR_SSE_TRUNCATED: GET http://h/: expected the terminal event (until) before the end, got the end",
      expect.stringMatching(/^failed after 0 events: ERR_SSE_CONNECT: GET http:\/\/h\/: .*down/),
      "closed here after 0 events",
      "failed after 0 events: mine",
    ]);
  });

  it("keeps what the server says on one line, and cuts long data", async () => {
    const { lines, trace } = logger({ maxData: 10 });
    await collect(new EventSource(await answering("data: a\ndata: \u001b[2J\u009b\n\ndata: 12345678901\n\n")({} as never), { trace }));
    expect(without(lines).slice(1, 3)).toEqual(["event message: a\\n\\u001b[2J\\u009b", "event message: 1234567890… (11 characters)"]);
  });

  it("shows chunks if they are wanted", async () => {
    const { lines, trace } = logger({ chunks: true });
    await collect(new EventSource(await answering("data: ü\n\n")({} as never), { trace }));
    expect(without(lines)[1]).toBe("chunk of 10 bytes");
  });

  it("refuses what it can't write to", () => {
    expect(() => logTo({} as never)).toThrow("Expected a target with a method log(line), such as console");
    expect(() => logTo(console, { maxData: -1 })).toThrow("maxData: expected a number of characters, got -1");
  });
});
