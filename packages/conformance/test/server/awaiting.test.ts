import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startServer } from "../../src/server/local-server.ts";
import { headerValues } from "../../src/server/recorded-request.ts";
import { connectServer } from "../../src/server/remote-server.ts";
import type { Step } from "../../src/server/scenario.ts";
import type { Script, ScriptedServer } from "../../src/server/scripted-server.ts";
import { type ServedServer, serve } from "../../src/server/serve.ts";
import { RawClient } from "./raw-client.ts";

describe.each(["in this process", "driven through its control port"])("what can be awaited of a server %s", (where) => {
  let served: ServedServer | undefined;
  let server: ScriptedServer;

  beforeAll(async () => {
    served = where === "in this process" ? undefined : await serve();
    server = served ? await connectServer(served.control) : await startServer();
  });
  afterAll(async () => {
    await server.close();
    await served?.close();
  });

  const play = (...steps: Step[]): Script => server.script({ exchanges: [steps] });

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
    await script.refresh();
    expect(exchange.closedBy).toBeUndefined();
    client.socket[how]();
    await exchange.closed;
    expect(exchange.closedBy).toBe("client");
    await expect(exchange.reached("never")).rejects.toThrow();
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
    expect(exchange.milestones.slice(0, 2)).toEqual(["a", "go"]);
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
    await script.refresh();
    expect(exchange.bytesAccepted).toBeGreaterThan(64 * 1024 * 1024);
  });

  test("how many connections are open", async () => {
    const script = play({ do: "head" }, { do: "wait", for: "ever" });
    const clients = Array.from({ length: 20 }, () => new RawClient(script.url));
    await script.connections(20);
    await script.refresh();
    expect([script.openConnections, script.exchanges.length]).toEqual([20, 20]);
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
    expect((await fetch(script.url)).status).toBe(404);
  });

  test("what is told to it, in the order in which it is told", async () => {
    // Nothing is awaited: the client may come before the scenario, and the release before the client.
    const script = play({ do: "head", framing: "close" }, { do: "wait", for: "go" }, { do: "body", text: "a" }, { do: "end" });
    script.release("go");
    expect(await (await fetch(script.url)).text()).toBe("a");
  });

  test("an origin at which nothing listens", async () => {
    await expect(fetch(await server.unusedOrigin())).rejects.toThrow("fetch failed");
  });
});

test("an address at which no scripted server is driven is refused", async () => {
  const server = await startServer();
  const { url } = server.script({ exchanges: [[{ do: "head" }, { do: "body", text: "{}" }, { do: "end" }]] });
  await expect(connectServer(url)).rejects.toThrow(`Expected the control port of a scripted server at ${url}`);
  await server.close();
});
