import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect, EventSource } from "@sse/core";
import { expect, it } from "vitest";
import { expectClosed, fakeStream, sseResponse } from "../src/index.ts";
import { clients, failureOf } from "./clients.ts";

it.each(clients)("names a stream over %s that is left open, and the line that opened it", async (_, over) => {
  const check = expectClosed();
  const source = await over(fakeStream())("GET", "http://fake.test/events?token=secret");
  const { message } = (await failureOf(check())) as Error;
  expect(message).toContain("Expected every event stream to be closed, got 1 open:\n  GET http://fake.test/events, opened\n");
  expect(message).toMatch(/opened\n\s+at .*\n\s+at .*expect-closed.test.ts:\d+/);
  expect(message).not.toContain("secret");
  await check(); // Each stream is reported once.
  source.close();
});

it.each(clients)("is content with streams over %s that were closed, in every way", async (_, over) => {
  const check = expectClosed();
  const url = "http://fake.test/";
  for await (const event of await over(fakeStream().send({ data: "1" }))("GET", url)) if (event) break;
  (await over(fakeStream())("GET", url)).close();
  for await (const event of await over(fakeStream().end())("GET", url)) expect(event).toBeUndefined();
  await failureOf((await over(fakeStream().drop())("GET", url)).iterSSE().next());
  await failureOf((await over(fakeStream().reply({ status: 500 }))("GET", url)).iterSSE().next());
  await failureOf(over(fakeStream().refuse())("GET", url));
  const controller = new AbortController();
  const aborted = await over(fakeStream())("GET", url, { signal: controller.signal });
  controller.abort();
  await failureOf(aborted.iterSSE().next());
  await check();
});

it("knows streams over sockets, requests without a response, and responses in hand", async () => {
  const server = createServer((request, response) => {
    if (request.url === "/open") response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const check = expectClosed();
  const controller = new AbortController();
  const pending = failureOf(
    connect(({ signal }) => fetch(`${url}/never`, { signal }), "GET", `${url}/never`, { signal: controller.signal }),
  );
  const open = await connect(({ signal }) => fetch(`${url}/open`, { signal }), "GET", `${url}/open`);
  const inHand = new EventSource(sseResponse([{ stall: true }]));
  const { message } = (await failureOf(check())) as Error;
  expect(message).toContain("got 3 open");
  for (const label of [`GET ${url}/never, opened`, `GET ${url}/open, opened`, "a response, opened"]) expect(message).toContain(label);
  controller.abort();
  open.close();
  inHand.close();
  await pending;
  server.close();
});

it("knows what other readers leave open in process", async () => {
  const check = expectClosed();
  const response = await fakeStream().fetch("http://fake.test/raw");
  expect(((await failureOf(check())) as Error).message).toContain("GET http://fake.test/raw, opened");
  await response.body?.cancel();
  await check();
});

it("works with await using, and doesn't count what was open before", async () => {
  const before = await clients[0]?.[1](fakeStream())("GET", "http://fake.test/before");
  const scope = async (leave: boolean): Promise<void> => {
    await using _ = expectClosed();
    const source = await clients[0]?.[1](fakeStream())("GET", "http://fake.test/inside");
    if (!leave) source?.close();
    else setTimeout(() => source?.close(), 50);
  };
  await scope(false);
  expect(((await failureOf(scope(true))) as Error).message).toMatch(/got 1 open:\n {2}GET http:\/\/fake.test\/inside/);
  before?.close();
});
