import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { reconnect, type ServerSentEvent } from "@sse/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adapters } from "../src/reconnect/adapters.ts";

let sockets: Set<Socket>;
let requests: number;
let answer: (response: ServerResponse) => void;
let url: string;
let stop: () => void;
let changed: () => void;

beforeEach(async () => {
  sockets = new Set();
  requests = 0;
  changed = () => {};
  const server = createServer((_, response) => {
    requests++;
    answer(response);
    changed();
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => {
      sockets.delete(socket);
      changed();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  stop = () => {
    server.close();
    server.closeAllConnections();
  };
});
afterEach(() => stop());

const until = (condition: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    changed = () => {
      if (condition()) resolve();
    };
    changed();
  });

/** What the source is doing when it is ended. */
const moments: Record<string, (response: ServerResponse) => void> = {
  "before the response": () => {},
  "while the stream is silent": (response) => void response.writeHead(200, { "content-type": "text/event-stream" }).write(": hello\n\n"),
  "while it waits": (response) => response.writeHead(503).end(),
};

describe.each(adapters())("$name over sockets", ({ connect }) => {
  it.each(Object.entries(moments))("is ended at once %s, by close() and by an abort, and leaves no socket", async (moment, serve) => {
    answer = serve;
    for (const how of ["close", "abort"]) {
      const controller = new AbortController();
      let waits = (): void => {};
      const waiting = new Promise<void>((resolve) => {
        waits = resolve;
      });
      const source = reconnect(connect(url), {
        signal: controller.signal,
        initialDelay: 60_000,
        maxDelay: 60_000,
        onStateChange: (state) => state === (moment === "while the stream is silent" ? "open" : "waiting") && waits(),
      });
      const before = requests;
      const next: Promise<IteratorResult<ServerSentEvent>> = source[Symbol.asyncIterator]().next();
      next.catch(() => {}); // looked at below
      await until(() => requests > before);
      if (moment !== "before the response") await waiting;
      if (how === "close") source.close();
      else controller.abort("enough");
      if (how === "close") expect(await next).toEqual({ done: true, value: undefined });
      else await expect(next).rejects.toBe("enough");
      expect(source.state).toBe("closed");
      // Where the response was whole, its socket is the client's to keep for the next request.
      if (moment !== "while it waits") await until(() => sockets.size === 0);
      expect(requests).toBe(before + 1);
    }
  });
});
