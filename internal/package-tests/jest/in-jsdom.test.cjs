// jest's jsdom environment has no TextDecoder, TextEncoder, fetch or web streams, and its AbortController is jsdom's own.
const { connect, EventSource } = require("@sse/core");
const { SSEDecoderStream } = require("@sse/core/stream");

const missing = ["TextDecoder", "TextEncoder", "fetch", "Response", "ReadableStream", "TransformStream"];
const response = { status: 200, headers: { "Content-Type": "text/event-stream" }, raw: "raw" };

async function dataOf(source) {
  const data = [];
  for await (const event of source) data.push(event.data);
  return data;
}

test.each(missing)("%s is missing here", (name) => {
  expect(globalThis[name]).toBeUndefined();
});

test.each(["core", "fetch", "undici", "axios", "testing", "conformance"])("every entry of @sse/%s can be required", (name) => {
  const { exports } = require(`../node_modules/@sse/${name}/package.json`);
  // vitest refuses to be required.
  const entries = Object.keys(exports).filter((path) => path !== "./vitest");
  for (const path of entries) expect(require(`@sse/${name}${path.slice(1)}`)).toBeDefined();
});

test("@sse/core can be imported without AbortController, and names it at first use", async () => {
  const { AbortController } = globalThis;
  delete globalThis.AbortController;
  try {
    let core;
    jest.isolateModules(() => {
      core = require("@sse/core");
    });
    expect(() => new core.EventSource({ ...response, body: "data: a\n\n" })).toThrow(/AbortController/);
  } finally {
    globalThis.AbortController = AbortController;
  }
});

test("text is read", async () => {
  const body = (async function* () {
    yield "data: a\n";
    yield "\ndata: b\n\n";
  })();
  expect(await dataOf(new EventSource({ ...response, body }))).toEqual(["a", "b"]);
});

test("bytes are read, in whatever pieces they come", async () => {
  const bytes = Buffer.from("data: é€😀\n\n");
  const body = (async function* () {
    for (const byte of bytes) yield Uint8Array.of(byte);
  })();
  expect(await dataOf(new EventSource({ ...response, body }))).toEqual(["é€😀"]);
});

test("a last event ID is sent in UTF-8", async () => {
  let sent;
  const transport = async ({ headers }) => {
    sent = headers["last-event-id"] ?? headers["Last-Event-ID"];
    return { ...response, body: "" };
  };
  await connect(transport, "GET", "http://127.0.0.1/", { lastEventId: "é€😀" });
  expect(Buffer.from(sent, "latin1").toString()).toBe("é€😀");
});

test("a stream class that is missing is named at first use", () => {
  expect(() => new SSEDecoderStream()).toThrow(/TransformStream/);
});

test("an abort throws jsdom's own reason", async () => {
  const controller = new AbortController();
  const opening = connect(() => new Promise(() => {}), "GET", "http://127.0.0.1/", { signal: controller.signal });
  controller.abort();
  await expect(opening).rejects.toMatchObject({ name: "AbortError" });
});
