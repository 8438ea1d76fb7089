import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { type ConnectOptions, connect, reconnect } from "../src/index.ts";

const connectSSE = (method: string, url: string, options: ConnectOptions) =>
  connect(({ url, method, headers, signal }) => fetch(url, { method, headers, signal }), method, url, options);

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** A server that answers the requests one after the other with these functions; the last one serves all that follow. */
async function serve(...answers: ((response: ServerResponse, lastEventId: string | undefined) => void)[]) {
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const id = request.headers["last-event-id"] as string | undefined;
    seen.push(id);
    const answer = answers[Math.min(seen.length, answers.length) - 1];
    answer?.(response, id);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, seen };
}

const stream = (response: ServerResponse, body: string) => response.writeHead(200, { "content-type": "text/event-stream" }).write(body);

test("resumes after the last event over a drop", async () => {
  const { url, seen } = await serve(
    (response) => {
      stream(response, "id: 1\ndata: a\n\nid: 2\ndata: b\n\n");
      setTimeout(() => response.socket?.resetAndDestroy(), 20);
    },
    (response) => response.writeHead(503, { "retry-after": "0" }).end(),
    (response) => {
      stream(response, "data: c\n\n");
      response.end();
    },
    (response) => response.writeHead(204).end(),
  );
  const states: string[] = [];
  const source = reconnect((resume) => connectSSE("GET", url, resume), {
    initialDelay: 1,
    minDelay: 1,
    maxDelay: 10,
    onStateChange: (state) => states.push(state),
  });
  const data: string[] = [];
  for await (const event of source) data.push(event.data);
  expect(data).toEqual(["a", "b", "c"]);
  expect(seen).toEqual([undefined, "2", "2", "2"]);
  expect(states).toEqual([
    "connecting",
    "open",
    "waiting",
    "connecting",
    "waiting",
    "connecting",
    "open",
    "waiting",
    "connecting",
    "closed",
  ]);
});
