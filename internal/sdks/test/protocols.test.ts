import { EventType } from "@ag-ui/core";
import { BlockedReason, FinishReason } from "@google/genai";
import { isJSONRPCErrorResponse, isJSONRPCResultResponse } from "@modelcontextprotocol/sdk/types.js";
import { EventSource, ServerSentEvent, type Until } from "@sse/core";
import { a2a, agUI, aiSDKMessages, anthropicMessages, gemini, langGraph, mcp, openAIChat, openAIResponses } from "@sse/core/protocols";
import { type Contract, isErrorEvent, typed } from "@sse/core/typed";
import { JsonToSseTransformStream } from "ai";
import { describe, expect, it } from "vitest";
import { declarationsOf, matchesOf, sourceOf } from "./installed.ts";

// If one of these tests fails after an update of its SDK, the protocol has changed. Look at what is new, and bring the contract up to date.

const event = (data: unknown, type = "message"): ServerSentEvent =>
  new ServerSentEvent(type, typeof data === "string" ? data : JSON.stringify(data));
const ends = (until: Until, it: ServerSentEvent): boolean => (typeof until === "string" ? it.data === until : until(it));

/** The names whose events end an answer, and those whose events are errors. */
function readBy(contract: Contract & { readonly until?: Until }, names: readonly string[], eventOf: (name: string) => ServerSentEvent) {
  const { until } = contract;
  return {
    ends: names.filter((name) => until !== undefined && ends(until, eventOf(name))),
    errors: names.filter((name) => isErrorEvent(eventOf(name), contract)),
  };
}

describe("OpenAI", () => {
  const streaming = sourceOf("openai", "core", "streaming.mjs");

  it("chat ends with the data [DONE], and errors are an event named error or data with an error", () => {
    expect(streaming).toContain(
      `if (sse.data === '${openAIChat.until}') {\n                        receivedCompletionSentinel = true;\n                        break;`,
    );
    expect(streaming).toMatch(/if \(sse\.event === 'error'\) \{\s+throw new APIError\(undefined, data\?\.error \?\? data/);
    expect(streaming).toMatch(/if \(data && data\.error\) \{\s+throw new APIError\(undefined, data\.error/);
    expect(isErrorEvent(event({ message: "busy" }, "error"), openAIChat)).toBe(true);
    expect(isErrorEvent(event({ error: { message: "busy" } }), openAIChat)).toBe(true);
  });

  it("responses end with the lifecycle events that complete the text, or with an error", () => {
    const source = sourceOf("openai", "lib", "responses", "ResponseStream.mjs");
    const [, lifecycle = ""] = /if \(((?:[^(){}]|\n)*)\) \{\s+addOutputText\(response\);/.exec(source) ?? [];
    const ended = matchesOf(lifecycle, /event\.type === '([\w.]+)'/g);
    expect(ended).toEqual(["response.completed", "response.failed", "response.incomplete"]);

    const types = sourceOf("openai", "resources", "responses", "responses.d.ts");
    const [, union = ""] = /export type ResponseStreamEvent = ([^;]+);/.exec(types) ?? [];
    const names = matchesOf(declarationsOf(types, union.split(" | ")), /^ {4}type: '([\w.]+)';/gm);
    expect(names.length).toBeGreaterThan(50);
    expect(readBy(openAIResponses, names, (type) => event({ type }, type))).toEqual({
      ends: ["error", ...ended],
      errors: ["error", "response.failed"],
    });
  });
});

it("Anthropic: events are named as their data is, message_stop ends, error is thrown, ping is skipped", () => {
  const streaming = sourceOf("@anthropic-ai", "sdk", "core", "streaming.mjs");
  expect(streaming).toMatch(/if \(sse\.event === 'ping'\) \{\s+continue;/);
  expect(streaming).toMatch(/if \(sse\.event === 'error'\) \{[^}]+throw new APIError/);
  const types = sourceOf("@anthropic-ai", "sdk", "resources", "messages", "messages.d.ts");
  const [, union = ""] = /export type RawMessageStreamEvent = ([^;]+);/.exec(types) ?? [];
  const names = matchesOf(declarationsOf(types, union.split(" | ")), /^ {4}type: '(\w+)';/gm);
  expect(names).toEqual([
    "content_block_delta",
    "content_block_start",
    "content_block_stop",
    "message_delta",
    "message_start",
    "message_stop",
  ]);
  expect(readBy(anthropicMessages, [...names, "error", "ping"], (type) => event({ type }, type))).toEqual({
    ends: ["message_stop", "error"],
    errors: ["error"],
  });
  expect(anthropicMessages.ignore).toBe("ping");
});

describe("Gemini", () => {
  const source = sourceOf("@google", "genai", "dist", "index.mjs");

  it("ends with any finish reason of the first candidate, or with any reason to block the prompt", () => {
    expect(source).toMatch(/chunk\.candidates\)[^;{]+\[0\]\)[^;{]+\.finishReason\) !== undefined\) \{\s+finished = true;/);
    const reasons = Object.values(FinishReason);
    expect(reasons).toContain("STOP");
    expect(reasons.filter((finishReason) => !ends(gemini.until, event({ candidates: [{ finishReason }] })))).toEqual([]);
    const blocked = Object.values(BlockedReason);
    expect(blocked).toContain("SAFETY");
    expect(blocked.filter((blockReason) => !ends(gemini.until, event({ promptFeedback: { blockReason } })))).toEqual([]);
    expect(ends(gemini.until, event({ candidates: [{ content: { parts: [{ text: "finishReason" }] } }] }))).toBe(false);
  });

  it("says errors as data with an error", () => {
    expect(source).toMatch(/function throwIfStreamErrorChunk\(chunkString\) \{[^}]+typeof chunkJson\['error'\] === 'object'/);
    expect(isErrorEvent(event({ error: { code: 503, status: "UNAVAILABLE" } }), gemini)).toBe(true);
  });
});

it("AI SDK: what its server writes is complete, and cut anywhere it isn't", async () => {
  const chunks = sourceOf("ai", "src", "ui-message-stream", "ui-message-chunks.ts");
  expect(matchesOf(chunks, /type: z\.literal\('([\w-]+)'\)/g)).toEqual(
    expect.arrayContaining(["start", "text-delta", "error", "finish", "abort"]),
  );
  const parts = new ReadableStream({
    start(controller) {
      for (const part of [{ type: "start" }, { type: "text-delta", id: "1", delta: "Hi" }, { type: "finish" }]) controller.enqueue(part);
      controller.close();
    },
  });
  const written: string[] = [];
  for await (const text of parts.pipeThrough(new JsonToSseTransformStream())) written.push(text);
  const read = async (blocks: readonly string[]): Promise<string[]> => {
    const names: string[] = [];
    const source = new EventSource(new Response(blocks.join(""), { headers: { "content-type": "text/event-stream" } }));
    for await (const { event } of typed(source, aiSDKMessages)) names.push(event);
    return names;
  };
  expect(await read(written)).toEqual(["start", "text-delta", "finish"]);
  for (let length = 0; length < written.length; length++) {
    await expect(read(written.slice(0, length))).rejects.toMatchObject({ code: "ERR_SSE_TRUNCATED" });
  }
  expect(isErrorEvent(event({ type: "error", errorText: "busy" }), aiSDKMessages)).toBe(true);
});

it("AG-UI: a run ends with RUN_FINISHED or RUN_ERROR, after which its client takes no event", () => {
  const client = sourceOf("@ag-ui", "client", "dist", "index.mjs");
  expect(client).toContain("The run has already finished with 'RUN_FINISHED'");
  expect(client).toContain("The run has already errored with 'RUN_ERROR'. No further events can be sent.");
  const names = Object.values(EventType);
  expect(names.length).toBeGreaterThan(20);
  expect(readBy(agUI, names, (type) => event({ type }))).toEqual({ ends: ["RUN_FINISHED", "RUN_ERROR"], errors: ["RUN_ERROR"] });
});

it("MCP: the answer ends with what the SDK takes for a JSON-RPC response, and only unnamed events are messages", () => {
  const client = sourceOf("@modelcontextprotocol", "sdk", "dist", "esm", "client", "streamableHttp.js");
  expect(client).toContain("if (!event.event || event.event === 'message') {");
  expect(client).toMatch(/Skip events with no data[^\n]*\n\s+if \(!event\.data\) \{\s+continue;/);
  const messages = [
    { jsonrpc: "2.0", id: 1, result: {} },
    { jsonrpc: "2.0", id: 1, result: { content: [{ type: "text", text: "error" }], isError: true } },
    { jsonrpc: "2.0", id: 1, error: { code: -32000, message: "x" } },
    { jsonrpc: "2.0", id: 1, method: "ping" },
    { jsonrpc: "2.0", method: "notifications/progress", params: { progressToken: 1, progress: 1, message: "error" } },
  ];
  for (const message of messages) {
    expect(ends(mcp.until, event(message))).toBe(isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message));
    expect(isErrorEvent(event(message), mcp)).toBe(isJSONRPCErrorResponse(message));
  }
  expect([mcp.ignore(event({}, "endpoint")), mcp.ignore(event({}))]).toEqual([true, false]);
});

it("A2A: the answer ends with what ends the queue of the SDK's server", () => {
  const server = sourceOf("@a2a-js", "sdk", "dist", "server", "index.js");
  const client = sourceOf("@a2a-js", "sdk", "dist", "client", "index.js");
  expect(server).toContain('if (event.kind === "message" || event.kind === "statusUpdate" && event.data.status && (TERMINAL_STATE_LIST');
  const listed = (name: string): string[] => matchesOf(new RegExp(`var ${name} = \\[[^\\]]+`).exec(server)?.[0] ?? "", /(TASK_STATE_\w+)/g);
  const stopped = [...listed("TERMINAL_STATE_LIST"), ...listed("INPUT_REQUIRED_STATE_LIST")].sort();
  expect(stopped).toHaveLength(5);
  const states = matchesOf(client, /(TASK_STATE_\w+)/g);
  const status = (state: string) => event({ jsonrpc: "2.0", id: 1, result: { statusUpdate: { status: { state } } } });
  expect(readBy(a2a, states, status)).toEqual({ ends: stopped, errors: [] });
  expect(ends(a2a.until, event({ jsonrpc: "2.0", id: 1, result: { message: { parts: [] } } }))).toBe(true);

  expect(client).toContain('if ("error" in a2aStreamResponse) {');
  expect(isErrorEvent(event({ jsonrpc: "2.0", id: 1, error: { code: -1, message: "x" } }), a2a)).toBe(true);
  expect(client).toMatch(/kind: "status-update",[^}]+final: event\.final/);
  const final = (final: boolean) =>
    event({ jsonrpc: "2.0", id: 1, result: { kind: "status-update", final, status: { state: "completed" } } });
  expect([ends(a2a.until, final(true)), ends(a2a.until, final(false))]).toEqual([true, false]);
});

it("LangGraph: error is an error, and the SDK expects runs that end without an event that says so", () => {
  const types = sourceOf("@langchain", "langgraph-sdk", "dist", "types.stream.d.ts");
  const names = matchesOf(types, /^ {2}event: "([\w/]+)";/gm);
  expect(names).toEqual(expect.arrayContaining(["metadata", "values", "updates", "messages", "error", "end"]));
  expect(readBy(langGraph, names, (name) => event({}, name))).toEqual({ ends: [], errors: ["error"] });
  const client = sourceOf("@langchain", "langgraph-sdk", "dist", "client", "base.js");
  expect(client).toContain('if (part.event === "end" || part.event === "error") runEnded = true;');
  expect(client).toContain('return run?.status === "pending" || run?.status === "running";');
});
