import { readFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { SpanStatusCode } from "@opentelemetry/api";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { connectSSE, reconnect } from "@sse/fetch";
import { afterEach, beforeEach, expect, it, onTestFinished } from "vitest";
import { streamSpans } from "./stream-spans.ts";

let exporter: InMemorySpanExporter;
let provider: BasicTracerProvider;
beforeEach(() => {
  exporter = new InMemorySpanExporter();
  provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
});
afterEach(() => provider.shutdown());

/** Serves each connection with the next of these answers. */
async function serve(...answers: ((response: ServerResponse) => unknown)[]): Promise<string> {
  const server = createServer((_, response) => void answers.shift()?.(response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const stream = (text: string) => (response: ServerResponse) => response.writeHead(200, { "content-type": "text/event-stream" }).end(text);
const noContent = (response: ServerResponse) => response.writeHead(204).end();

it("makes a span for each connection, linked to the one before", async () => {
  const url = await serve(stream("retry: 1\nid: 1\ndata: a\n\nid: 2\nevent: named\ndata: b\n\n"), stream("id: 3\ndata: c\n\n"), noContent);
  const trace = streamSpans(provider.getTracer("test"));
  const data: string[] = [];
  for await (const event of reconnect((resume) => connectSSE(fetch, "GET", `${url}?key=SECRET`, { trace, ...resume })))
    data.push(event.data);
  expect(data).toEqual(["a", "b", "c"]);

  const spans = exporter.getFinishedSpans();
  expect(spans.map(({ name, links, attributes, events }) => ({ name, links: links.length, attributes, events: events.length }))).toEqual([
    { name: "SSE GET", links: 0, attributes: connection(200, true), events: 2 },
    { name: "SSE GET", links: 1, attributes: connection(200, true), events: 1 },
    { name: "SSE GET", links: 1, attributes: connection(204, false), events: 0 },
  ]);
  expect(spans.slice(1).map(({ links }) => links[0]?.context.spanId)).toEqual(spans.slice(0, 2).map((span) => span.spanContext().spanId));
  expect(spans[0]?.events).toMatchObject([
    { name: "message", attributes: {} },
    { name: "named", attributes: { "sse.time_since_last_event_ms": expect.any(Number) } },
  ]);

  function connection(status: number, hasEvents: boolean): object {
    return {
      "http.request.method": "GET",
      "url.full": url,
      "http.response.status_code": status,
      "sse.end": "end",
      ...(hasEvents && { "sse.time_to_first_event_ms": expect.any(Number) }),
    };
  }
});

it("marks connections that fail", async () => {
  const url = await serve((response) => response.writeHead(503).end("busy"));
  const source = await connectSSE(fetch, "GET", url, { trace: streamSpans(provider.getTracer("test")) });
  await expect(source.iterSSE().next()).rejects.toMatchObject({ code: "ERR_SSE_STATUS" });
  expect(exporter.getFinishedSpans()).toMatchObject([
    { attributes: { "sse.end": "failed", "http.response.status_code": 503 }, status: { code: SpanStatusCode.ERROR } },
  ]);
});

it("is short", () => {
  expect(
    readFileSync(`${import.meta.dirname}/stream-spans.ts`, "utf8")
      .trim()
      .split("\n").length,
  ).toBeLessThanOrEqual(40);
});
