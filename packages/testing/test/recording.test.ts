import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { EventSource } from "@sse/core";
import axios from "axios";
import { request } from "undici";
import { describe, expect, it } from "vitest";
import { appTransport, fakeStream, manualClock, sseResponse } from "../src/index.ts";
import { record, replay, serve } from "../src/node.ts";
import { formatRecording, parseRecording } from "../src/recording.ts";
import { clients, collect, failureOf } from "./clients.ts";

async function chunksOf(response: Response): Promise<string[]> {
  const chunks: string[] = [];
  for await (const chunk of response.body ?? []) chunks.push(Buffer.from(chunk).toString("latin1"));
  return chunks;
}

describe("a recording", () => {
  it("keeps times, chunks and the end, readably, without credentials", async () => {
    const clock = manualClock();
    const stream = fakeStream({ clock });
    stream.reply({ headers: { "set-cookie": "session=secret" } });
    stream
      .send({ data: { token: "Hel" } })
      .delay(132)
      .raw('data: {"tok')
      .delay(5)
      .raw('en":"lo"}\r\n\r\n')
      .raw("data: \xc3".slice(0, 6))
      .raw(new Uint8Array([0xc3]));
    stream
      .raw(new Uint8Array([0xa9]))
      .raw("\n\n")
      .end();
    const response = await stream.fetch("https://user:password@api.test/v1/chat?key=secret".replace("user:password@", ""));
    const text = await clock.runUntil(record(response, { now: () => clock.now() }));
    expect(text).toBe(`sse-recording 1
request https://api.test/v1/chat
status 200
content-type text/event-stream

at 0
lf   data: {"token":"Hel"}
lf
at 132
text data: {"tok
at 137
crlf en":"lo"}
crlf
at 137
text data:${" "}
at 137
hex  c3
at 137
hex  a9
at 137
lf
lf
at 137
end
`);
  });

  it.each(clients)("of a source over %s that wasn't iterated plays as the source would have", async (_, over) => {
    const stream = fakeStream().send({ data: "1" }).send({ data: "2" }).drop();
    const text = await record(await over(stream)("GET", "http://fake.test/"));
    const answer = replay(text);
    expect(answer.headers.get("content-type")).toBe("text/event-stream");
    const seen: string[] = [];
    const source = await over(appTransport(answer))("GET", "http://fake.test/");
    const reading = (async () => {
      for await (const { data } of source) seen.push(data);
    })();
    expect(await failureOf(reading)).toMatchObject({ code: "ERR_SSE_DISCONNECTED" });
    expect(seen).toEqual(["1", "2"]);
  });

  it("of the responses of undici and axios is the same", async () => {
    await using server = await serve([{ data: "a" }, { data: "b" }]);
    const withoutTimes = (text: string): string => text.replace(/^at \d+$/gm, "at");
    const [first, second, third] = [
      await record(await fetch(server.url)),
      await record(await request(server.url)),
      await record(await axios.get(server.url, { responseType: "stream" })),
    ].map((text) =>
      parseRecording(text)
        .chunks.map(({ bytes }) => Buffer.from(bytes).toString())
        .join(""),
    );
    expect([first, second, third]).toEqual(Array(3).fill("data: a\n\ndata: b\n\n"));
    expect(withoutTimes(await record(await fetch(server.url)))).toContain(`request ${server.url}/\n`);
  });

  it("is written into a file, and played from its path or URL", async () => {
    const folder = await mkdtemp(join(tmpdir(), "sse-testing-"));
    const file = join(folder, "answer.sse");
    const text = await record(sseResponse([{ data: "a" }]), { file });
    expect(await readFile(file, "utf8")).toBe(text);
    expect(await collect(new EventSource(replay(file)))).toEqual(["a"]);
    expect(await collect(new EventSource(replay(pathToFileURL(file))))).toEqual(["a"]);
    await rm(folder, { recursive: true });
  });

  it("plays the same chunks, as far apart as they came, or at once", async () => {
    const clock = manualClock();
    const text = formatRecording({
      request: "",
      status: 200,
      contentType: "text/event-stream",
      chunks: [
        { at: 100, bytes: Buffer.from("data: a\n\nda") },
        { at: 250, bytes: Buffer.from("ta: b\n\n") },
      ],
      end: "end",
      endedAt: 300,
    });
    const waiting = chunksOf(replay(text, { clock }));
    await clock.runUntil(waiting);
    expect(clock.delays).toEqual([100, 150, 50]);
    expect(await waiting).toEqual(["data: a\n\nda", "ta: b\n\n"]);
    expect(await chunksOf(replay(text, { delays: false }))).toEqual(["data: a\n\nda", "ta: b\n\n"]);
  });

  it("that was stopped stays open when it is played", async () => {
    const controller = new AbortController();
    const recording = record(sseResponse([{ data: "a" }, { stall: true }]), { signal: controller.signal });
    setImmediate(() => controller.abort());
    const text = await recording;
    expect(text).toMatch(/\nopen\n$/);
    const iterator = new EventSource(replay(text)).iterSSE();
    expect((await iterator.next()).value).toMatchObject({ data: "a" });
    const second = iterator.next();
    await iterator.return?.();
    expect((await second).done).toBe(true);
  });

  it("survives any bytes", () => {
    let state = 1;
    const random = (below: number): number => {
      state = (Math.imul(state, 48_271) >>> 0) % 2_147_483_647;
      return state % below;
    };
    const alphabet = [10, 13, 32, 58, 97, 0xc3, 0xa9, 0xef, 0xbb, 0xbf, 0, 0xff, 92, 35];
    for (let time = 0; time < 2_000; time++) {
      const chunks = Array.from({ length: 1 + random(4) }, () => ({
        at: 0,
        bytes: Uint8Array.from({ length: 1 + random(12) }, () => alphabet[random(alphabet.length)] ?? 0),
      }));
      const recording = { request: "", status: 200, contentType: undefined, chunks, end: "end", endedAt: 0 } as const;
      const text = formatRecording(recording);
      expect(parseRecording(text), text).toEqual(recording);
    }
  });

  it("that can't be read names the line", () => {
    expect(() => parseRecording("data: a\n\n")).toThrow(
      new TypeError('Expected a recording that begins with "sse-recording 1", got "data: a"'),
    );
    expect(() => parseRecording("sse-recording 1\nat 0\nlf   data: a\noops\n")).toThrow(/^Line 4 of the recording: expected at, lf,/);
    expect(() => parseRecording("sse-recording 1\nstatus ok\n")).toThrow(
      'Line 2 of the recording: expected a whole number, got "status ok"',
    );
    expect(() => parseRecording("sse-recording 1\nat soon\n")).toThrow('Line 2 of the recording: expected a whole number, got "at soon"');
    expect(() => parseRecording("sse-recording 1\nat 0\nhex  c\n")).toThrow("Line 3 of the recording: expected bytes in hexadecimal");
    expect(() => replay("no-such-file.sse")).toThrow(/ENOENT/);
  });

  it("is made of responses only", async () => {
    await expect(record("data: a" as unknown as Response)).rejects.toThrow(new TypeError("Expected a response with a body, got string"));
    await expect(record({ body: 7 })).rejects.toThrow(new TypeError("Expected a body that can be streamed, got number"));
  });
});
