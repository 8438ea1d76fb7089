import { connectSSE as overAxios } from "@sse/axios";
import { type EventSource, SSEDecoder } from "@sse/core";
import { connectSSE as overFetch } from "@sse/fetch";
import { connectSSE as overKy } from "@sse/ky";
import { connectSSE as overUndici } from "@sse/undici";
import axios from "axios";
import ky from "ky";
import { Agent } from "undici";
import { describe, expect, it } from "vitest";
import { forward } from "./forwarding-backend.ts";
import { forward as forwardWithParser } from "./forwarding-backend-with-eventsource-parser.ts";
import { answer } from "./llm-answer.ts";
import { answer as answerWithParser } from "./llm-answer-with-eventsource-parser.ts";
import { refuse, startModel, streamOf } from "./scripted-model.ts";
import { test as testWithFake } from "./test-with-a-fake.ts";
import { test as testWithFakeAndParser } from "./test-with-a-fake-with-eventsource-parser.ts";
import { watch } from "./typed-events.ts";
import { watch as watchWithParser } from "./typed-events-with-eventsource-parser.ts";

interface Request {
  readonly body?: string;
  readonly signal?: AbortSignal;
  readonly until?: string;
}

const headers = { "content-type": "application/json" };
const agent = new Agent();
const clients: Readonly<Record<string, (method: string, url: string, request?: Request) => Promise<EventSource<unknown>>>> = {
  fetch: (method, url, request) => overFetch(fetch, method, url, { headers, ...request }),
  undici: (method, url, request) => overUndici(agent, method, url, { headers, ...request }),
  axios: (method, url, { body, ...request } = {}) => overAxios(axios, method, url, { headers, ...request, data: body }),
  ky: (method, url, request) => overKy(ky, method, url, { headers, ...request }),
};

const token = (text: string): string => `data: ${JSON.stringify({ token: text })}\n\n`;
const whole = [token("Six times "), token("seven\nis 42."), "data: [DONE]\n\n"];

describe.each([
  ...Object.entries(clients).map(([name, connect]): [string, typeof answerWithParser] => [
    `@sse/${name}`,
    (url, prompt, signal, write) =>
      answer(url, prompt, signal, write, (url, prompt, signal) =>
        connect("POST", url, { body: JSON.stringify({ prompt }), signal, until: "[DONE]" }),
      ),
  ]),
  ["@sse/fetch as written", answer] as const,
  ["eventsource-parser", answerWithParser] as const,
])("an answer of a language model over %s", (_, answer) => {
  const ask = async (...[respond]: Parameters<typeof startModel>) => {
    const { url, closed } = await startModel(respond);
    const controller = new AbortController();
    let printed = "";
    const ending = answer(url, "What is six times seven?", controller.signal, (text) => {
      printed += text;
      if (text === "leave") controller.abort();
    });
    return { ending: await ending, printed, closed };
  };

  it("is printed as it comes", async () => {
    expect(await ask(streamOf(whole))).toMatchObject({ ending: "complete", printed: "Six times seven\nis 42." });
    expect(await ask(streamOf(whole, "hold"))).toMatchObject({ ending: "complete" });
  });

  it("is refused with the API's own words", async () => {
    expect(await ask(refuse(401, '{"error":"Sign in first"}'))).toMatchObject({ ending: "refused with 401: Sign in first", printed: "" });
  });

  it("can be canceled while the model is silent", async () => {
    const { ending, closed } = await ask(streamOf([token("Six "), token("leave")], "hold"));
    expect(ending).toBe("canceled");
    await closed;
  });

  it("isn't taken for complete when it was cut, and says what came instead", async () => {
    const cut = [token("Six "), '{"error":"overloaded"}'];
    expect(await ask(streamOf(cut))).toMatchObject({ ending: 'cut short: {"error":"overloaded"}', printed: "Six " });
    expect(await ask(streamOf([]))).toMatchObject({ ending: "cut short: " });
  });

  it("isn't read from a page", async () => {
    await expect(ask(refuse(200, "<html>", "text/html"))).rejects.toThrow("text/html");
  });
});

describe.each([
  ...Object.entries(clients).map(([name, connect]): [string, typeof watchWithParser] => [
    `@sse/${name}`,
    (url, show) => watch(url, show, (url) => connect("GET", url)),
  ]),
  ["@sse/fetch as written", watch] as const,
  ["eventsource-parser", watchWithParser] as const,
])("three typed events over %s", (_, watch) => {
  const see = async (...[respond]: Parameters<typeof startModel>) => {
    const lines: string[] = [];
    await watch((await startModel(respond)).url, (line) => lines.push(line));
    return lines;
  };
  const building = 'event: building\ndata: {"percent":50}\n\n';
  const live = 'event: live\ndata: {"url":"https://example.com"}\n\n';

  it("are shown by their kind, and others are skipped", async () => {
    const blocks = [": hello\n\n", building, "event: log\ndata: two\ndata: lines\n\n", "event: other\ndata: x\n\n", live];
    expect(await see(streamOf(blocks))).toEqual(["50 %", "two\nlines", "live at https://example.com"]);
    expect(await see(streamOf([live], "hold"))).toEqual(["live at https://example.com"]);
  });

  it("are checked: wrong data, an early end and a refusal are errors", async () => {
    await expect(see(streamOf(['event: building\ndata: {"percent":"half"}\n\n', live]))).rejects.toThrow("expected number");
    await expect(see(streamOf([building]))).rejects.toThrow(/before the end/);
    await expect(see(refuse(503, "busy"))).rejects.toThrow("503");
  });
});

describe.each([
  ...Object.entries(clients).map(([name, connect]): [string, typeof forwardWithParser] => [
    `@sse/${name}`,
    (request, model) => forward(request, model, (url, body, signal) => connect("POST", url, { body, signal, until: "[DONE]" })),
  ]),
  ["@sse/fetch as written", forward] as const,
  ["eventsource-parser", forwardWithParser] as const,
])("a backend that forwards an answer over %s", (_, forward) => {
  const open = async (...[respond]: Parameters<typeof startModel>) => {
    const { url, closed } = await startModel(respond);
    const request = new Request("http://backend.test/chat", { method: "POST", body: '{"prompt":"?"}' });
    return { response: await forward(request, url), closed };
  };

  it("sends each token as an event, whatever is in it", async () => {
    const { response } = await open(streamOf(whole));
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    const events = new SSEDecoder().decode(await response.text());
    expect(events.map(({ event, data }) => [event, data])).toEqual([
      ["token", "Six times "],
      ["token", "seven\nis 42."],
    ]);
  });

  it("leaves the model when its reader leaves, while the model is silent", async () => {
    const { response, closed } = await open(streamOf([token("Six ")], "hold"));
    const reader = response.body?.getReader();
    let text = "";
    while (!text.includes("Six ")) text += new TextDecoder().decode((await reader?.read())?.value);
    const waiting = reader?.read();
    await reader?.cancel();
    await waiting;
    await closed;
  });

  it("breaks off when the model does, and says so when it refuses", async () => {
    const { response } = await open(streamOf([token("Six ")]));
    await expect(response.text()).rejects.toThrow();
    const refused = await open(refuse(401, "{}"));
    expect(refused.response.status).toBe(502);
    expect(await refused.response.json()).toEqual({ error: "The model refused with 401" });
  });
});

describe("a test with a fake", () => {
  it.each([
    ["@sse/testing", testWithFake],
    ["eventsource-parser", testWithFakeAndParser],
  ])("passes with %s", (_, test) => test());
});
