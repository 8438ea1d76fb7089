// The body of a test file for every runner. `write` puts the runner's own words in front, and for CommonJS turns the imports into `require`.
import assert from "node:assert/strict";
import { connectSSE, reconnect } from "@sse/fetch";
import { appTransport, expectClosed, fakeStream, manualClock, sseResponse } from "@sse/testing";

afterEach(expectClosed());

test("a consumer sees a drop, and resumes", async () => {
  const clock = manualClock();
  const stream = fakeStream({ clock });
  stream.send({ id: 1, data: "one" }).drop();
  stream.send({ id: 2, data: "two" }).end();
  stream.reply({ status: 204 });
  const seen = [];
  const reading = (async () => {
    const events = reconnect((resume) => connectSSE(stream.fetch, "GET", "http://fake.test/", resume), { clock });
    for await (const { data } of events) seen.push(data);
  })();
  await clock.runUntil(reading);
  assert.deepEqual(seen, ["one", "two"]);
  assert.deepEqual(
    stream.requests.map(({ lastEventId }) => lastEventId),
    ["", "1", "2"],
  );
});

test("silence takes no time", async () => {
  const clock = manualClock();
  const stream = fakeStream({ clock }).send({ data: "ü" }).stall();
  const source = await connectSSE(stream.fetch, "POST", "http://fake.test/", { clock, idleTimeout: 30_000, body: "x" });
  const events = source.iterSSE();
  assert.equal((await events.next()).value.data, "ü");
  const silence = assert.rejects(events.next(), { code: "ERR_SSE_IDLE_TIMEOUT" });
  await clock.advance(30_000);
  await silence;
  assert.equal((await stream.closed).by, "client");
});

test("a Node listener streams, and sees a break", async () => {
  let closed;
  const gone = new Promise((resolve) => (closed = resolve));
  const listener = async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    response.writeHead(200, { "content-type": "text/event-stream" }).write(`data: ${body}\n\n`);
    response.on("close", closed);
  };
  for await (const { data } of await connectSSE(appTransport(listener).fetch, "POST", "http://app.test/", { body: "hello" })) {
    assert.equal(data, "hello");
    break;
  }
  await gone;
});

test("a fetch handler streams, where the runner has the web's classes", async () => {
  if (typeof Response !== "function" || typeof ReadableStream !== "function") return;
  const { fetch } = appTransport((request) => sseResponse([{ data: request.url }, { drop: true }]));
  const events = (await connectSSE(fetch, "GET", "http://app.test/path")).iterSSE();
  assert.equal((await events.next()).value.data, "http://app.test/path");
  await assert.rejects(events.next(), { code: "ERR_SSE_DISCONNECTED" });
});

test("a stream that is left open is named", async () => {
  const check = expectClosed();
  const source = await connectSSE(fakeStream().fetch, "GET", "http://fake.test/left-open");
  await assert.rejects(check(), /got 1 open:\n {2}GET http:\/\/fake\.test\/left-open, opened/);
  source.close();
});
