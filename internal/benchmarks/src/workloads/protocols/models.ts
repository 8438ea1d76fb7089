import { block, crlf, type Protocol } from "../protocol.ts";
import { many, type Random } from "../random.ts";
import { identifier, language, modelToken, prose, uuid } from "../text.ts";

// The APIs of language models: very many small events, each with a token or two.

const json = JSON.stringify;
const tokens = (next: Random): string[] => {
  const spoken = language(next);
  return many(60 + next(240), () => modelToken(next, spoken));
};

/** https://platform.openai.com/docs/api-reference/chat-streaming */
export const chat: Protocol = {
  id: "chat",
  title: "OpenAI Chat Completions",
  stretch: (next) => {
    const id = `chatcmpl-${identifier(next, 29)}`;
    const chunk = (delta: object, finish: string | null) =>
      block({
        data: json({
          id,
          object: "chat.completion.chunk",
          created: 1_741_570_283,
          model: "gpt-5-mini-2026-08-07",
          service_tier: "default",
          system_fingerprint: "fp_fc9f1d7035",
          choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
          obfuscation: identifier(next, next(14)),
        }),
      });
    return [
      chunk({ role: "assistant", content: "", refusal: null }, null),
      ...tokens(next).map((content) => chunk({ content }, null)),
      chunk({}, "stop"),
      block({ data: "[DONE]" }),
    ];
  },
};

/** https://platform.openai.com/docs/api-reference/responses-streaming */
export const responses: Protocol = {
  id: "responses",
  title: "OpenAI Responses",
  stretch: (next) => {
    const [responseId, item_id] = [`resp_${identifier(next, 50)}`, `msg_${identifier(next, 50)}`];
    let sequence_number = 0;
    const event = (type: string, fields: object) =>
      block({ event: type, data: json({ type, sequence_number: sequence_number++, ...fields }) });
    const place = { item_id, output_index: 0, content_index: 0 };
    const response = (status: string) => ({
      response: {
        id: responseId,
        object: "response",
        created_at: 1_741_570_283,
        status,
        model: "gpt-5-2026-08-07",
        tools: [],
        metadata: {},
      },
    });
    const all = tokens(next);
    return [
      event("response.created", response("in_progress")),
      event("response.in_progress", response("in_progress")),
      event("response.output_item.added", { output_index: 0, item: { id: item_id, type: "message", status: "in_progress", content: [] } }),
      ...all.map((delta) =>
        event("response.output_text.delta", { ...place, delta, logprobs: [], obfuscation: identifier(next, next(14)) }),
      ),
      event("response.output_text.done", { ...place, text: all.join("") }),
      event("response.completed", response("completed")),
    ];
  },
};

/** https://docs.anthropic.com/en/docs/build-with-claude/streaming */
export const anthropic: Protocol = {
  id: "anthropic",
  title: "Anthropic Messages",
  stretch: (next) => {
    // The server pads its objects with spaces.
    const event = (type: string, fields: object) =>
      block({ event: type, data: `${json({ type, ...fields }).slice(0, -1)}${" ".repeat(next(16))}}` });
    const usage = { input_tokens: 25, cache_read_input_tokens: 0, output_tokens: 1, service_tier: "standard" };
    const message = { id: `msg_${identifier(next, 24)}`, type: "message", role: "assistant", content: [], stop_reason: null, usage };
    return [
      event("message_start", { message }),
      event("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
      event("ping", {}),
      ...tokens(next).map((text) => event("content_block_delta", { index: 0, delta: { type: "text_delta", text } })),
      event("content_block_stop", { index: 0 }),
      event("message_delta", { delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: 15 } }),
      event("message_stop", {}),
    ];
  },
};

/** https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent */
export const gemini: Protocol = {
  id: "gemini",
  title: "Gemini, CRLF",
  stretch: (next) => {
    const spoken = language(next);
    const rest = {
      usageMetadata: { promptTokenCount: 11, candidatesTokenCount: 200, totalTokenCount: 211 },
      modelVersion: "gemini-3-flash",
      responseId: identifier(next, 22),
    };
    const parts = many(4 + next(20), () => [{ text: prose(next, spoken, 80 + next(400)) }]);
    return parts.map((part) =>
      crlf(block({ data: json({ candidates: [{ content: { parts: part, role: "model" }, index: 0 }], ...rest }) })),
    );
  },
};

/** https://ai-sdk.dev/docs/ai-sdk-ui/stream-protocol */
export const aiSdk: Protocol = {
  id: "ai-sdk",
  title: "AI SDK UI messages",
  stretch: (next) => {
    const part = (type: string, fields: object = {}) => block({ data: json({ type, ...fields }) });
    return [
      part("start", { messageId: identifier(next, 16) }),
      part("start-step"),
      part("text-start", { id: "0" }),
      ...tokens(next).map((delta) => part("text-delta", { id: "0", delta })),
      part("text-end", { id: "0" }),
      part("finish-step"),
      part("finish"),
      block({ data: "[DONE]" }),
    ];
  },
};

/** https://docs.ag-ui.com/concepts/events */
export const agUi: Protocol = {
  id: "ag-ui",
  title: "AG-UI",
  stretch: (next) => {
    const [threadId, runId, messageId, toolCallId] = [uuid(next), uuid(next), uuid(next), `call_${identifier(next, 24)}`];
    const event = (type: string, fields: object) => block({ data: json({ type, ...fields }) });
    return [
      event("RUN_STARTED", { threadId, runId }),
      event("TOOL_CALL_START", { toolCallId, toolCallName: "search_documents", parentMessageId: messageId }),
      ...many(5 + next(30), () => event("TOOL_CALL_ARGS", { toolCallId, delta: identifier(next, 1 + next(9)) })),
      event("TOOL_CALL_END", { toolCallId }),
      event("STATE_DELTA", { delta: [{ op: "replace", path: "/documents/0/status", value: "loaded" }] }),
      event("TEXT_MESSAGE_START", { messageId, role: "assistant" }),
      ...tokens(next).map((delta) => event("TEXT_MESSAGE_CONTENT", { messageId, delta })),
      event("TEXT_MESSAGE_END", { messageId }),
      event("RUN_FINISHED", { threadId, runId }),
    ];
  },
};
