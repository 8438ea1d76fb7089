// The same as test-with-a-fake.ts, on eventsource-parser.
import assert from "node:assert/strict";
import { EventSourceParserStream } from "eventsource-parser/stream";

async function read(client: typeof fetch, onData: (data: string) => boolean): Promise<void> {
  const { ok, body } = await client("http://app.test/events", { headers: { accept: "text/event-stream" } });
  if (!ok || !body) throw new Error("Expected an event stream");
  for await (const { data } of body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())) {
    if (onData(data)) break;
  }
}

function fakeStream(blocks: string[], then: "drop" | "stall") {
  const requests: Headers[] = [];
  let close = (_: string): void => {};
  const closed = new Promise<string>((resolve) => {
    close = resolve;
  });
  const client: typeof fetch = async (_, init) => {
    requests.push(new Headers(init?.headers));
    const body = new ReadableStream({
      async pull(controller) {
        // An error drops what wasn't read, so the fake has to wait until it was.
        await new Promise((resolve) => setImmediate(resolve));
        const block = blocks.shift();
        if (block !== undefined) controller.enqueue(new TextEncoder().encode(block));
        else if (then === "drop") controller.error(new TypeError("terminated"));
        else await new Promise(() => {});
      },
      cancel: () => close("client"),
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
  return { client, requests, closed };
}

export async function test(): Promise<void> {
  const broken = fakeStream(["data: one\n\n", "data: two\n\n"], "drop");
  const seen: string[] = [];
  await assert.rejects(read(broken.client, (data) => seen.push(data) > 2));
  assert.deepEqual(seen, ["one", "two"]);
  assert.equal(broken.requests[0]?.get("accept"), "text/event-stream");

  const silent = fakeStream(["data: one\n\n"], "stall");
  await read(silent.client, (data) => data === "one");
  assert.equal(await silent.closed, "client");
}
