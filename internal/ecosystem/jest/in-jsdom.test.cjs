// jest's jsdom environment has no TextDecoder, no fetch and no ReadableStream, and its AbortController is jsdom's own.
const cores = ["@sse/core", "@sse/fetch", "@sse/undici", "@sse/axios"].map((name) => [name, require(name)]);
const { connect, EventSource, SSEDecoder } = require("@sse/core");

const response = { status: 200, headers: { "Content-Type": "text/event-stream" }, raw: "raw" };

test("nothing that the packages need at import is missing here, though much is", () => {
  expect(typeof TextDecoder).toBe("undefined");
  expect(typeof ReadableStream).toBe("undefined");
  for (const [, exported] of cores) expect(exported.SSEError).toBeDefined();
});

test("text needs no TextDecoder", async () => {
  const data = [];
  const body = (async function* () {
    yield "data: a\n";
    yield "\ndata: b\n\n";
  })();
  for await (const event of new EventSource({ ...response, body })) data.push(event.data);
  expect(data).toEqual(["a", "b"]);
});

test("what is missing is named at first use", () => {
  expect(() => new SSEDecoder().decode(new Uint8Array([100, 97, 116, 97, 58, 32, 195, 169, 10, 10]))).toThrow(/TextDecoder/);
});

test("an abort throws jsdom's own reason", async () => {
  const controller = new AbortController();
  const opening = connect(() => new Promise(() => {}), "GET", "http://127.0.0.1/", { signal: controller.signal });
  controller.abort();
  await expect(opening).rejects.toMatchObject({ name: "AbortError" });
});
