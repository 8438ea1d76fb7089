import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { type ScriptedServer, type Step, startServer } from "@sse/conformance/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clients, collect, failureOf } from "./clients.ts";

let server: ScriptedServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const events = "data: a\n\ndata: b\n\n";
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
const head = (headers: Record<string, string>, framing?: number): Step => ({
  do: "head",
  headers: { "Content-Type": "text/event-stream", ...headers },
  framing,
});

describe.each(clients)("over $name", ({ name, connect }) => {
  const play = (...steps: Step[]): string => server.script({ exchanges: [steps] }).url;
  const isFetch = !/undici|http/.test(name);

  // https://www.rfc-editor.org/rfc/rfc9110#field.content-encoding and https://fetch.spec.whatwg.org/#handle-content-codings
  it.each(["none", "utf-8", "UTF-8", "identity", "aws-chunked", "snappy", "none, utf-8", ""])(
    "content coding %j leaves the bytes alone",
    async (coding) => {
      const url = play(head({ "Content-Encoding": coding }), { do: "body", text: events }, { do: "end" });
      expect(await collect(await connect("GET", url))).toEqual(["a", "b"]);
    },
  );

  const gzip = gzipSync(events);
  it.each([
    ["gzip", gzip],
    ["GZIP", gzip],
    ["x-gzip", gzip],
    ["deflate", deflateSync(events)],
    ["deflate", deflateRawSync(events)],
    ["br", brotliCompressSync(events)],
    ["gzip", gzip.subarray(0, -8)],
    ["gzip", gzip.subarray(0, -3)],
  ])("inflates %s, with and without its header and trailer", async (coding, bytes) => {
    const url = play(head({ "Content-Encoding": coding }), { do: "body", base64: base64(bytes) }, { do: "end" });
    expect(await collect(await connect("GET", url))).toEqual(["a", "b"]);
  });

  it("takes gzip that is announced for an empty body as empty", async () => {
    expect(await collect(await connect("GET", play(head({ "Content-Encoding": "gzip" }), { do: "end" })))).toEqual([]);
    expect(await collect(await connect("GET", play(head({ "Content-Encoding": "deflate" }, 0), { do: "end" })))).toEqual([]);
  });

  it.each(["gzip", "deflate", "br"] as const)("tells a connection that broke inside %s from a missing trailer", async (coding) => {
    const script = server.script({
      exchanges: [
        [
          { do: "head", headers: { "Content-Type": "text/event-stream" }, coding },
          { do: "body", text: events },
          { do: "wait", for: "read" },
          { do: "reset" },
        ],
      ],
    });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { data } of await connect("GET", script.url)) {
        seen.push(data);
        if (data === "b") script.release("read");
      }
    })();
    expect(await failureOf(reading)).toMatchObject({ code: "ERR_SSE_DISCONNECTED" });
    expect(seen).toEqual(["a", "b"]);
  });

  it("finds headers by names in any case, and nothing that a record inherits", async () => {
    const url = play(
      { do: "head", headers: { "content-TYPE": "Text/Event-Stream", "X-Request-ID": "7", "SET-COOKIE": ["a=1", "b=2"] } },
      { do: "end" },
    );
    const source = await connect("GET", url);
    expect(["X-Request-Id", "x-request-id", "X-REQUEST-ID"].map((name) => source.headers.get(name))).toEqual(["7", "7", "7"]);
    if (!isFetch) expect(source.headers.get("Set-Cookie")).toBe("a=1, b=2");
    for (const inherited of ["constructor", "__proto__", "toString", "hasOwnProperty", "get"])
      expect(source.headers.get(inherited)).toBeNull();
    source.close();
  });

  it("takes other content types if the caller says so", async () => {
    for (const type of ["text/plain", "application/octet-stream", undefined]) {
      const url = play({ do: "head", headers: type ? { "Content-Type": type } : {} }, { do: "body", text: events }, { do: "end" });
      expect(await collect(await connect("GET", url, { contentType: "any" }))).toEqual(["a", "b"]);
      expect(await collect(await connect("GET", url, { contentType: (given) => given === (type ?? null) }))).toEqual(["a", "b"]);
      expect(await failureOf(connect("GET", url, { contentType: () => false }).then(collect))).toMatchObject({
        code: "ERR_SSE_CONTENT_TYPE",
      });
    }
  });

  it("never sends a header that the caller gives as null", async () => {
    const script = server.script({ exchanges: [[head({}), { do: "end" }]] });
    const source = await connect("GET", script.url, { lastEventId: "7", headers: { "Last-Event-ID": null } });
    expect(source.lastEventId).toBe("7");
    await collect(source);
    expect(script.exchanges[0]?.request.headers.map(([field]) => field.toLowerCase())).not.toContain("last-event-id");
  });

  it.each(["ftp://127.0.0.1/", "localhost:8000/sse", "http://[bad", "http://me:secret@127.0.0.1:9/sse"])(
    "refuses the URL %s with a TypeError",
    async (url) => {
      const error = await failureOf(connect("GET", url));
      expect(error).toBeInstanceOf(TypeError);
      expect(String(error)).not.toContain("secret");
    },
  );

  it("refuses an invalid header name and a GET with a body with a TypeError, and sends nothing", async () => {
    const script = server.script({ exchanges: [[head({}), { do: "end" }]] });
    for (const request of [{ headers: { "x y": "1" } }, { headers: { "": "1" } }, { body: "x" }]) {
      expect(await failureOf(connect("GET", script.url, request))).toBeInstanceOf(TypeError);
    }
    expect(script.exchanges).toEqual([]);
  });
});
