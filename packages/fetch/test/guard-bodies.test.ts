import { type Script, type ScriptedServer, type Step, startServer } from "@sse/conformance/server";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { guardSSE } from "../src/index.ts";

let server: ScriptedServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const head: Step = { do: "head", headers: { "Content-Type": "text/event-stream" } };
const end: Step = { do: "end" };

function scripted(...steps: Step[]): Script {
  const script = server.script({ exchanges: [steps] });
  onTestFinished(() => script.remove());
  return script;
}

const wire = ': hi\r\ndata: {"text":"ü€😀"}\r\n\r\ndata: [DONE]\r\n\r\n';
const written = 'data: {"text":"ü€😀"}\n\ndata: [DONE]\n\n';
const bytes = new TextEncoder().encode(written);
const guarded = guardSSE(fetch, { until: "[DONE]" });

describe("the body of a guarded response", () => {
  it.each<[string, (response: Response) => Promise<unknown>, unknown]>([
    ["text()", (response) => response.text(), written],
    ["arrayBuffer()", async (response) => new Uint8Array(await response.arrayBuffer()), bytes],
    ["blob()", async (response) => (await response.blob()).text(), written],
    ["clone()", async (response) => Promise.all([response.clone().text(), response.text()]), [written, written]],
    ["new Response(body)", (response) => new Response(response.body, response).text(), written],
    ["pipeThrough()", (response) => textOf(response.body?.pipeThrough(new TextDecoderStream())), written],
  ])("can be read by %s, wherever the bytes are cut", async (_, read, expected) => {
    for (const pieces of [1, 3, 1000]) {
      const { url } = scripted(head, { do: "body", text: wire, pieces }, end);
      expect(await read(await guarded(url))).toEqual(expected);
    }
  });

  it.each<[string, (response: Response) => Promise<unknown>]>([
    ["text()", (response) => response.text()],
    ["arrayBuffer()", (response) => response.arrayBuffer()],
    [
      "both of its clones",
      (response) => Promise.any([response.clone().text(), response.text()]).catch(({ errors }) => Promise.reject(errors[0])),
    ],
    ["pipeTo()", async (response) => response.body?.pipeTo(new WritableStream())],
  ])("fails by %s when it is truncated", async (_, read) => {
    const { url } = scripted(head, { do: "body", text: "data: a\n\n" }, end);
    await expect(read(await guarded(url))).rejects.toMatchObject({ code: "ERR_SSE_TRUNCATED" });
  });

  it.each<[string, (body: ReadableStream<Uint8Array>) => unknown]>([
    [
      "a loop over it is left",
      async (body) => {
        for await (const _ of body) break;
      },
    ],
    ["its pipe is aborted", (body) => body.pipeTo(new WritableStream(), { signal: AbortSignal.abort() }).catch(() => {})],
    ["both of its branches are canceled", (body) => Promise.all(body.tee().map((branch) => branch.cancel()))],
  ])("closes the connection when %s", async (_, leave) => {
    const script = scripted(head, { do: "body", text: "data: a\n\n" }, { do: "wait", for: "never" });
    const { body } = await guarded(script.url);
    if (body) await leave(body);
    await (await script.exchange(0)).closed;
  });

  it("closes the connection when the request is aborted while nothing reads, and tells its reader later", async () => {
    const script = scripted(head, { do: "body", text: "data: a\n\n" }, { do: "wait", for: "never" });
    const controller = new AbortController();
    const response = await guarded(script.url, { signal: controller.signal });
    const reason = new Error("mine");
    controller.abort(reason);
    await (await script.exchange(0)).closed;
    await expect(response.text()).rejects.toBe(reason);
  });
});

describe("guardSSE leaves alone", () => {
  it("the answer to HEAD", async () => {
    const { url } = scripted({ ...head, framing: 10 }, end);
    const response = await guarded(url, { method: "HEAD" });
    expect([response.status, response.body]).toEqual([200, null]);
  });

  it.each([204, 205])("a status that can't have a body, but has one: %s", async (status) => {
    const { body } = new Response("data: a\n\n");
    const response = { status, headers: new Headers({ "content-type": "text/event-stream" }), body };
    expect(await guardSSE(async () => response)()).toBe(response);
  });
});

it("says so when the fetch gives no response", async () => {
  const fetch = async (): Promise<never> => undefined as never;
  await expect(guardSSE(fetch)()).rejects.toThrow("Expected a response from fetch, got undefined");
});

it("may guard a fetch that is guarded", async () => {
  const { url } = scripted(head, { do: "body", text: wire }, end);
  expect(await (await guardSSE(guarded, { until: "[DONE]" })(url)).text()).toBe(written);
});

async function textOf(stream: ReadableStream<string> | undefined): Promise<string> {
  let text = "";
  const reader = stream?.getReader();
  for (let result = await reader?.read(); result && !result.done; result = await reader?.read()) text += result.value;
  return text;
}
