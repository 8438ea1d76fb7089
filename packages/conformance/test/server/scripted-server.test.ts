import { spawn } from "node:child_process";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LocalServer, startServer } from "../../src/server/local-server.ts";
import type { ContentCoding, Step } from "../../src/server/scenario.ts";
import type { Script } from "../../src/server/scripted-server.ts";
import { RawClient } from "./raw-client.ts";

let server: LocalServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const play = (...steps: Step[]): Script => server.script({ exchanges: [steps] });

test("a delay lets the process end when the server is closed", async () => {
  const module = JSON.stringify(new URL("../../src/server/local-server.ts", import.meta.url).href);
  const program = `
    import { startServer } from ${module};
    const server = await startServer();
    const script = server.script({ exchanges: [[{ do: "head" }, { do: "mark", name: "head" }, { do: "delay", milliseconds: 3_600_000 }]] });
    const answer = fetch(script.url).then(({ body }) => body?.cancel());
    await (await script.exchange(0)).reached("head");
    await answer;
    await server.close();`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", program], { stdio: "inherit", timeout: 30_000 });
  expect(await new Promise((resolve) => child.on("close", resolve))).toBe(0);
});

describe("what the client gets", () => {
  test("a chunked stream, closed in order", async () => {
    const script = play(
      { do: "head", headers: { "content-type": "text/event-stream" } },
      { do: "body", text: "data: x\n\n" },
      { do: "end" },
    );
    const client = new RawClient(script.url);
    expect(await client.ended).toBe("end");
    expect(client.text).toBe(
      "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nConnection: close\r\nCache-Control: no-store\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: x\n\n\r\n0\r\n\r\n",
    );
  });

  test("a body of a stated length, right or wrong, and one that ends with the connection", async () => {
    const long = new RawClient(play({ do: "head", framing: 5 }, { do: "body", text: "12345678" }, { do: "close" }).url);
    const old = new RawClient(play({ do: "head", version: "1.0" }, { do: "body", text: "12345678" }, { do: "end" }).url);
    await Promise.all([long.ended, old.ended]);
    expect(long.text).toBe("HTTP/1.1 200 OK\r\nConnection: close\r\nCache-Control: no-store\r\nContent-Length: 5\r\n\r\n12345678");
    expect(old.text).toBe("HTTP/1.0 200 OK\r\nConnection: close\r\nCache-Control: no-store\r\n\r\n12345678");
  });

  test("an interim response first, several values of a field, trailers", async () => {
    const client = new RawClient(
      play(
        { do: "head", status: 103, headers: { link: "</x>" } },
        { do: "head", status: 401, headers: { "x-many": ["1", "2"] } },
        { do: "end", trailers: { "x-sum": "3" } },
      ).url,
    );
    await client.ended;
    expect(client.text).toBe(
      "HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 401 Unauthorized\r\nx-many: 1\r\nx-many: 2\r\nConnection: close\r\nCache-Control: no-store\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nx-sum: 3\r\n\r\n",
    );
  });

  test("exactly the raw bytes, in pieces, repeated", async () => {
    const script = play(
      { do: "raw", base64: Buffer.from([0, 255, 10]).toString("base64"), pieces: 2 },
      { do: "repeat", times: 2, steps: [{ do: "raw", text: "é", times: 2 }] },
      { do: "close" },
    );
    const client = new RawClient(script.url);
    await client.ended;
    expect(client.text).toBe(`${Buffer.from([0, 255, 10])}éééé`);
  });

  test.each<[ContentCoding, (bytes: Uint8Array) => Buffer]>([
    ["gzip", gunzipSync],
    ["deflate", inflateSync],
    ["br", brotliDecompressSync],
  ])("%s, flushed after each piece", async (coding, decompress) => {
    const head: Step = { do: "head", coding, framing: "close" };
    const script = play(head, { do: "body", text: "one" }, { do: "wait", for: "two" }, { do: "body", text: "two" }, { do: "end" });
    const client = new RawClient(script.url);
    await (await script.exchange(0)).reached("two");
    await client.until(() => client.body.length > 0);
    const first = client.body.length;
    script.release("two");
    await client.ended;
    expect(client.text).toContain(`Content-Encoding: ${coding}`);
    expect(client.body.length).toBeGreaterThan(first);
    expect(decompress(client.body).toString()).toBe("onetwo");
  });

  test("a reset", async () => {
    expect(await new RawClient(play({ do: "reset" }).url).ended).toBe("reset");
  });

  test("its own request, as an event", async () => {
    const script = play({ do: "head", framing: "close" }, { do: "echo" }, { do: "end" });
    const chunked = "3\r\nabc\r\n2;ext=1\r\nde\r\n0\r\n\r\n";
    const client = new RawClient(
      script.url,
      `POST /${script.id}/a?b HTTP/1.1\r\nHost: x\r\nX-Odd:  1 \r\ntransfer-encoding: chunked\r\n\r\n${chunked}`,
    );
    await client.ended;
    expect(client.body.toString()).toMatch(/^data: .*\n\n$/);
    expect(JSON.parse(client.body.toString().slice(6))).toEqual({
      method: "POST",
      target: `/${script.id}/a?b`,
      headers: [
        ["Host", "x"],
        ["X-Odd", "1"],
        ["transfer-encoding", "chunked"],
      ],
      body: Buffer.from("abcde").toString("base64"),
    });
  });

  test("the next list of steps for each request, the last one for ever", async () => {
    const steps = (text: string): Step[] => [{ do: "raw", text }, { do: "close" }];
    const script = server.script({ exchanges: [steps("a"), steps("b")] });
    const seen: string[] = [];
    for (const _ of [1, 2, 3]) {
      const client = new RawClient(script.url);
      await client.ended;
      seen.push(client.text);
    }
    expect(seen).toEqual(["a", "b", "b"]);
  });

  test("404 where no scenario is", async () => {
    const client = new RawClient(`${server.origin}/0`);
    await client.ended;
    expect(client.text).toMatch(/^HTTP\/1.1 404 /);
  });

  test("the same scenario on two origins", async () => {
    const script = play({ do: "raw", text: "a" }, { do: "close" });
    const client = new RawClient(script.otherOriginUrl);
    await client.ended;
    expect(client.text).toBe("a");
    expect(new URL(script.otherOriginUrl).origin).not.toBe(new URL(script.url).origin);
  });

  test("no advice to a cache of its own where the scenario gives some", async () => {
    const client = new RawClient(play({ do: "head", framing: 0, headers: { "cache-control": "max-age=5" } }, { do: "close" }).url);
    await client.ended;
    expect(client.text).toBe("HTTP/1.1 200 OK\r\ncache-control: max-age=5\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  });
});

describe("what a browser gets of another origin", () => {
  const asking = (script: Script, method: string, headers: string): string =>
    `${method} /${script.id} HTTP/1.1\r\nHost: x\r\nOrigin: http://page.test\r\n${headers}\r\n`;

  test("leave to read the response", async () => {
    const script = play({ do: "head" }, { do: "end" });
    const client = new RawClient(script.url, asking(script, "GET", ""));
    await client.ended;
    expect(client.text).toContain("\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Expose-Headers: *\r\n");
  });

  test("an answer to its preflight, which isn't counted as a request", async () => {
    const script = play({ do: "head", status: 500 }, { do: "end" });
    const preflight = new RawClient(script.url, asking(script, "OPTIONS", "Access-Control-Request-Method: POST\r\n"));
    await preflight.ended;
    expect(preflight.text).toMatch(/^HTTP\/1\.1 204 .*\r\nAccess-Control-Allow-Methods: \*\r\n/s);
    expect(script.exchanges).toHaveLength(0);
  });

  test("a page of the scripted origin, as a scenario like any other", async () => {
    const page = "<!doctype html><title>page</title>";
    const script = play({ do: "head", headers: { "content-type": "text/html" } }, { do: "body", text: page }, { do: "end" });
    expect(new URL(script.url).origin).toBe(server.origin);
    expect(await (await fetch(script.url)).text()).toBe(page);
  });
});
