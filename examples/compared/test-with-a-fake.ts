// Tests a consumer without a server: its request, what it makes of a connection that breaks, and that it closes what it leaves.
import assert from "node:assert/strict";
import { connectSSE } from "@sse/fetch";
import { fakeStream } from "@sse/testing";

async function read(client: typeof fetch, onData: (data: string) => boolean): Promise<void> {
  for await (const { data } of await connectSSE(client, "GET", "http://app.test/events")) if (onData(data)) break;
}

export async function test(): Promise<void> {
  const stream = fakeStream();
  const seen: string[] = [];
  stream.send({ data: "one" }).send({ data: "two" }).drop();
  await assert.rejects(read(stream.fetch, (data) => seen.push(data) > 2));
  assert.deepEqual(seen, ["one", "two"]);
  assert.equal(stream.requests[0]?.headers.accept, "text/event-stream");

  stream.send({ data: "one" }).stall();
  await read(stream.fetch, (data) => data === "one");
  assert.equal((await stream.closed).by, "client");
}
