import type * as protocols from "@sse/core/protocols";
import { a2a, agUI, aiSDKMessages, anthropicMessages, gemini, langGraph, mcp, openAIChat, openAIResponses } from "@sse/core/protocols";
import { type Contract, isErrorEvent, typed, unchecked } from "@sse/core/typed";
import { describe, expect, expectTypeOf, it } from "vitest";
import { type EventSource, ServerSentEvent } from "../src/index.ts";
import { failureOf, over } from "./feed.ts";

const overText = (text: string, options = {}): EventSource<Response> => over(new Response(text).body, options);
const data = (value: unknown): string => `data: ${typeof value === "string" ? value : JSON.stringify(value)}\n\n`;
const named = (event: string, value: object): string => `event: ${event}\ndata: ${JSON.stringify({ type: event, ...value })}\n\n`;
const rpc = (value: object): string => data({ jsonrpc: "2.0", id: 1, ...value });

async function namesOf(source: AsyncIterable<{ readonly event: string }>): Promise<string[]> {
  const names: string[] = [];
  for await (const { event } of source) names.push(event);
  return names;
}

interface Example {
  readonly contract: Contract;
  /** An answer as servers send it, in blocks. */
  readonly answer: readonly string[];
  /** The names of what `typed` delivers. */
  readonly names: readonly string[];
  /** Other blocks that end an answer. */
  readonly ends?: readonly string[];
  /** Blocks that are errors. */
  readonly errors: readonly string[];
}

const examples: Readonly<Record<keyof typeof protocols, Example>> = {
  openAIChat: {
    contract: openAIChat,
    answer: [
      data({ object: "chat.completion.chunk", choices: [{ index: 0, delta: { content: "Hi" }, finish_reason: null }] }),
      data({ object: "chat.completion.chunk", choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }),
      data("[DONE]"),
    ],
    names: ["message", "message"],
    errors: [data({ error: { message: "overloaded", type: "server_error" } }), 'event: error\ndata: {"message":"busy"}\n\n'],
  },
  openAIResponses: {
    contract: openAIResponses,
    answer: [
      named("response.created", { response: {} }),
      named("response.output_text.delta", { delta: "a text with response.completed in it" }),
      named("response.completed", { response: { status: "completed" } }),
    ],
    names: ["response.created", "response.output_text.delta", "response.completed"],
    ends: [named("response.incomplete", { response: {} }), data({ type: "response.completed" })],
    errors: [named("response.failed", { response: { error: { code: "server_error" } } }), named("error", { code: "x", message: "y" })],
  },
  anthropicMessages: {
    contract: anthropicMessages,
    answer: [
      named("message_start", { message: {} }),
      named("ping", {}),
      named("content_block_delta", { index: 0, delta: { type: "text_delta", text: "Hi" } }),
      named("message_stop", {}),
    ],
    names: ["message_start", "content_block_delta", "message_stop"],
    errors: [named("error", { error: { type: "overloaded_error", message: "Overloaded" } })],
  },
  gemini: {
    contract: gemini,
    answer: [
      data({ candidates: [{ content: { parts: [{ text: 'the "error" is mine' }] } }] }).replaceAll("\n", "\r\n"),
      data({ candidates: [{ finishReason: "STOP" }], usageMetadata: {} }).replaceAll("\n", "\r\n"),
    ],
    names: ["message", "message"],
    ends: [data({ promptFeedback: { blockReason: "SAFETY" } })],
    errors: [data({ error: { code: 503, status: "UNAVAILABLE" } })],
  },
  aiSDKMessages: {
    contract: aiSDKMessages,
    answer: [data({ type: "start" }), data({ type: "text-delta", id: "1", delta: "Hi" }), data({ type: "finish" }), data("[DONE]")],
    names: ["start", "text-delta", "finish"],
    ends: [data({ type: "abort" }) + data("[DONE]")],
    errors: [data({ type: "error", errorText: "busy" })],
  },
  agUI: {
    contract: agUI,
    answer: [data({ type: "RUN_STARTED" }), data({ type: "TEXT_MESSAGE_CONTENT", delta: "RUN_FINISHED" }), data({ type: "RUN_FINISHED" })],
    names: ["RUN_STARTED", "TEXT_MESSAGE_CONTENT", "RUN_FINISHED"],
    errors: [data({ type: "RUN_ERROR", message: "x" })],
  },
  mcp: {
    contract: mcp,
    answer: [
      "id: 1\ndata:\n\n",
      data({ jsonrpc: "2.0", method: "notifications/progress", params: {} }),
      data({ jsonrpc: "2.0", id: 9, method: "sampling/createMessage", params: {} }),
      rpc({ result: { content: [{ type: "text", text: "an error" }] } }),
    ],
    names: ["message", "message", "message"],
    errors: [rpc({ error: { code: -32000, message: "x" } })],
  },
  a2a: {
    contract: a2a,
    answer: [
      rpc({ result: { kind: "task", status: { state: "submitted" } } }),
      rpc({ result: { kind: "status-update", status: { state: "working" }, final: false } }),
      rpc({ result: { kind: "status-update", status: { state: "completed" }, final: true } }),
    ],
    names: ["message", "message", "message"],
    ends: [
      rpc({ result: { kind: "message", parts: [] } }),
      rpc({ result: { message: { parts: [] } } }),
      rpc({ result: { statusUpdate: { status: { state: "TASK_STATE_COMPLETED" } } } }),
      rpc({ result: { statusUpdate: { status: { state: "TASK_STATE_INPUT_REQUIRED" } } } }),
      rpc({ result: { task: { status: { state: "TASK_STATE_FAILED" } } } }),
    ],
    errors: [rpc({ error: { code: -32603, message: "x" } })],
  },
  langGraph: {
    contract: langGraph,
    answer: [named("metadata", { run_id: "1" }), named("updates", {}), "event: values|tools:1\ndata: {}\n\n", "event: end\ndata: null\n\n"],
    names: ["metadata", "updates", "values|tools:1", "end"],
    errors: [named("error", { error: "ValueError", message: "x" })],
  },
};

describe.each(Object.entries(examples))("%s", (_, { contract, answer, names, ends = [], errors }) => {
  const beginning = answer.slice(0, -1).join("");
  const { until } = contract;

  it("delivers a complete answer, and nothing after it", async () => {
    expect(await namesOf(typed(overText(answer.join("")), contract))).toEqual(names);
    if (!until) return;
    const source = overText(`${answer.join("")}data: after\n\n`, { until });
    await namesOf(source);
    expect(source.complete).toBe(true);
    for (const end of ends) await namesOf(typed(overText(beginning + end), contract));
  });

  it("tells an answer that was cut, at every event", async () => {
    if (!until) return;
    for (let length = 0; length < answer.length; length++) {
      const cut = answer.slice(0, length).join("");
      expect(await failureOf(namesOf(typed(overText(cut), contract))), cut).toMatchObject({ code: "ERR_SSE_TRUNCATED" });
    }
  });

  it("throws the server's errors, with their data", async () => {
    for (const error of errors) {
      const { data } = JSON.parse(`{"data":${/^data: (.*)$/m.exec(error)?.[1]}}`);
      expect(await failureOf(namesOf(typed(overText(beginning + error), contract)))).toMatchObject({ code: "ERR_SSE_SERVER", data });
    }
  });

  it.each(["null", "[]", "7", '"error"', "{}", "not JSON", '{"error":null}', '{"candidates":[]}', '{"result":[]}', ""])(
    "takes %j neither for the end nor for an error",
    (odd) => {
      const event = new ServerSentEvent("message", odd);
      expect(typeof until === "function" && contract !== mcp && until(event)).toBe(false);
      expect(isErrorEvent(event, contract)).toBe(false);
    },
  );
});

it("a contract of a protocol takes the types of its events from the caller", async () => {
  const source = overText(data({ choices: [{ delta: { content: "Hi" } }] }) + data("[DONE]"));
  const contract = { ...openAIChat, events: { message: unchecked<{ choices: { delta: { content: string } }[] }>() } };
  for await (const event of typed(source, contract)) {
    expectTypeOf(event.event).toEqualTypeOf<"message">();
    expectTypeOf(event.data.choices).toEqualTypeOf<{ delta: { content: string } }[]>();
    expect(event.data.choices[0]?.delta.content).toBe("Hi");
  }
});
