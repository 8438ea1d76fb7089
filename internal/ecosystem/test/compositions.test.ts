import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { EventSource } from "@sse/core";
import { type ComposedSource, map } from "@sse/core/compose";
import { toReadableStream } from "@sse/core/encode";
import { typed } from "@sse/core/typed";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clients } from "./clients.ts";

const endings: [string, (held: Held) => unknown][] = [
  ["close()", ({ composed }) => composed.close()],
  ["leaving the loop", ({ iterator }) => iterator.return?.()],
  ["the source's close()", ({ source }) => source.close()],
  ["the caller's abort", ({ controller }) => controller.abort(new Error("mine"))],
];

interface Held {
  readonly source: EventSource<unknown>;
  readonly composed: ComposedSource<unknown>;
  readonly iterator: AsyncIterator<unknown>;
  readonly controller: AbortController;
}

/** A server that sends one event, and tells when its reader is gone. */
let server: Server;
let url = "";
let closed: Promise<void>;
beforeEach(async () => {
  let leave = (): void => {};
  closed = new Promise((resolve) => {
    leave = resolve;
  });
  server = createServer((_, response) => {
    response.on("close", leave);
    response.writeHead(200, { "content-type": "text/event-stream" }).write('data: {"n":1}\n\n');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

describe.each(clients)("over $name, while a promise of the caller never settles,", ({ connect }) => {
  it.each(endings)("%s ends the loop and closes the connection", async (_, end) => {
    let enter = (): void => {};
    const entered = new Promise<void>((resolve) => {
      enter = resolve;
    });
    const controller = new AbortController();
    const source = await connect("GET", url, { signal: controller.signal });
    const composed = map(typed(source, {}), () => {
      enter();
      return new Promise(() => {});
    });
    const iterator = composed[Symbol.asyncIterator]();
    const outcome = iterator.next().then(
      ({ done }) => done,
      ({ message }: Error) => message,
    );
    await entered;
    await end({ source, composed, iterator, controller });
    expect(await outcome).toBe(controller.signal.aborted ? "mine" : true);
    await closed;
  });
});

describe.each(clients)("over $name", ({ connect }) => {
  it("canceling a forwarded stream closes the connection, while the server is silent", async () => {
    const reader = toReadableStream(await connect("GET", url)).getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('data: {"n":1}\n\n');
    const waiting = reader.read();
    await reader.cancel();
    await waiting;
    await closed;
  });
});
