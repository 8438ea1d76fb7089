import { connect as connectSocket, type Socket } from "node:net";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { headerValues } from "../../src/server/request-reader.ts";
import type { ContentCoding, Step } from "../../src/server/scenario.ts";
import { type Script, type ScriptedServer, startServer } from "../../src/server/scripted-server.ts";

let server: ScriptedServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const play = (...steps: Step[]): Script => server.script({ exchanges: [steps] });

/** A client that knows nothing of HTTP: it sends bytes, and collects what comes. */
class RawClient {
  readonly socket: Socket;
  readonly ended: Promise<"end" | "reset">;
  #received = Buffer.alloc(0);
  #more = (): void => {};

  constructor(url: string, request = "") {
    const { port, pathname } = new URL(url);
    this.socket = connectSocket(Number(port), "127.0.0.1");
    this.socket.write(request || `GET ${pathname} HTTP/1.1\r\nHost: x\r\n\r\n`);
    this.socket.on("data", (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#more();
    });
    this.ended = new Promise((resolve) => {
      this.socket.on("end", () => resolve("end"));
      this.socket.on("error", () => resolve("reset"));
    });
  }

  get text(): string {
    return this.#received.toString();
  }

  get body(): Buffer {
    return this.#received.subarray(this.#received.indexOf("\r\n\r\n") + 4);
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#more = resolve;
      });
    }
  }
}

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
      "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: x\n\n\r\n0\r\n\r\n",
    );
  });

  test("a body of a stated length, right or wrong, and one that ends with the connection", async () => {
    const long = new RawClient(play({ do: "head", framing: 5 }, { do: "body", text: "12345678" }, { do: "close" }).url);
    const old = new RawClient(play({ do: "head", version: "1.0" }, { do: "body", text: "12345678" }, { do: "end" }).url);
    await Promise.all([long.ended, old.ended]);
    expect(long.text).toBe("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\n12345678");
    expect(old.text).toBe("HTTP/1.0 200 OK\r\nConnection: close\r\n\r\n12345678");
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
      "HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 401 Unauthorized\r\nx-many: 1\r\nx-many: 2\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nx-sum: 3\r\n\r\n",
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
    const client = new RawClient(`${server.origin}/none`);
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
});

describe("what can be awaited", () => {
  test("a request with its body, cut anywhere", async () => {
    const script = play({ do: "wait", for: "ever" });
    const client = new RawClient(script.url, `POST /${script.id} HTTP/1.1\r\nX-A: \xe9\r\ncontent-le`);
    client.socket.write("ngth: 3\r\n\r\na");
    client.socket.write("bc");
    const { request } = await script.exchange(0);
    expect(Buffer.from(request.body).toString()).toBe("abc");
    expect(headerValues(request, "x-a")).toEqual([Buffer.from("\xe9").toString("latin1")]);
    client.socket.destroy();
  });

  test.each(["end", "destroy", "resetAndDestroy"] as const)("that the client's socket closed: %s", async (how) => {
    const script = play({ do: "head" }, { do: "wait", for: "ever" });
    const client = new RawClient(script.url);
    const exchange = await script.exchange(0);
    await exchange.reached("ever");
    expect(exchange.closedBy).toBeUndefined();
    client.socket[how]();
    await exchange.closed;
    expect(exchange.closedBy).toBe("client");
    await expect(exchange.reached("never")).rejects.toThrow('the connection closed before "never" was reached');
  });

  test("that the server closed first", async () => {
    const script = play({ do: "head" }, { do: "end" });
    const client = new RawClient(script.url);
    await client.ended;
    const exchange = await script.exchange(0);
    await exchange.closed;
    expect(exchange.closedBy).toBe("server");
  });

  test("a point in the steps, whoever comes first", async () => {
    const script = play({ do: "mark", name: "a" }, { do: "wait", for: "go" }, { do: "mark", name: "b" });
    const client = new RawClient(script.url);
    const exchange = await script.exchange(0);
    const later = exchange.reached("b");
    await exchange.reached("a");
    await exchange.reached("go");
    expect(exchange.milestones).toEqual(["a", "go"]);
    script.release("go");
    await later;
    await exchange.reached("b");
    client.socket.destroy();
  });

  test("that the client stopped reading, and that it goes on", async () => {
    const script = play({ do: "head" }, { do: "body", text: "x", times: 64 * 1024 * 1024 }, { do: "end" });
    const client = new RawClient(script.url);
    client.socket.pause();
    const exchange = await script.exchange(0);
    await exchange.stalled;
    expect(exchange.bytesAccepted).toBeLessThan(32 * 1024 * 1024);
    client.socket.removeAllListeners("data").resume();
    await exchange.closed;
    expect(exchange.bytesAccepted).toBeGreaterThan(64 * 1024 * 1024);
  });

  test("how many connections are open", async () => {
    const script = play({ do: "head" }, { do: "wait", for: "ever" });
    const clients = Array.from({ length: 20 }, () => new RawClient(script.url));
    await script.connections(20);
    expect(script.openConnections).toBe(20);
    for (const client of clients) client.socket.destroy();
    await script.connections(0);
  });

  test("a removed scenario lets nobody wait", async () => {
    const script = play({ do: "wait", for: "ever" });
    const client = new RawClient(script.url);
    await script.exchange(0);
    const second = script.exchange(1);
    script.remove();
    await expect(second).rejects.toThrow("the scenario was removed");
    expect(await client.ended).toBe("reset");
    expect(server.find(script.id)).toBeUndefined();
  });
});
