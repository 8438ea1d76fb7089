import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clients } from "./clients.ts";

const idleTimeout = 400;
const pause = 3 * idleTimeout;

describe("idleTimeout measures silence on the wire", () => {
  let server: Server;
  let consumer: ChildProcess;
  const readers = new Set<ServerResponse>();

  beforeEach(async () => {
    server = createServer((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).write("data: first\n\n");
      readers.add(response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    consumer = fork(join(import.meta.dirname, "../programs/busy.ts"), [url, String(idleTimeout)], {
      execArgv: ["--conditions=@sse/source"],
      silent: true,
    });
    await once(consumer, "message");
  });
  afterEach(() => {
    consumer.kill("SIGKILL");
    server.closeAllConnections();
    server.close();
    readers.clear();
  });

  const send = (data: string): void => {
    for (const response of readers) response.write(`data: ${data}\n\n`);
  };
  /** Lets the consumers miss `pause` milliseconds while events arrive, and returns what their loops ended with. */
  async function outcomes(stop: () => void, resume: () => void): Promise<string[]> {
    const output = consumer.stdout ? text(consumer.stdout) : "";
    stop();
    const timer = setInterval(() => send("more"), idleTimeout / 4);
    await new Promise((resolve) => setTimeout(resolve, pause));
    resume();
    send("last");
    clearInterval(timer);
    return (await output).trim().split("\n");
  }
  const expected = clients.map(({ name }) => `${name}: last`);

  it.skipIf(process.platform === "win32")("not the time for which the process was stopped", async () => {
    expect(
      await outcomes(
        () => consumer.kill("SIGSTOP"),
        () => consumer.kill("SIGCONT"),
      ),
    ).toEqual(expected);
  });

  it("not the time for which the event loop was blocked", async () => {
    expect(
      await outcomes(
        () => consumer.send(pause + idleTimeout),
        () => {},
      ),
    ).toEqual(expected);
  });

  it("and a silent server is still noticed", async () => {
    const output = consumer.stdout ? text(consumer.stdout) : "";
    const lines = (await output).trim().split("\n");
    expect(lines).toHaveLength(clients.length);
    for (const line of lines) expect(line).toContain(`expected a byte within ${idleTimeout} ms (idleTimeout), got none`);
  });
});
