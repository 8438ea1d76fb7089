import { createOpenAI } from "@ai-sdk/openai";
import { aiSDKMessages, openAIChat } from "@sse/core/protocols";
import { DefaultChatTransport, streamText } from "ai";
import { block, type Sdk } from "../sdk.ts";
import { chatAnswer, chatError } from "./openai.ts";

export const aiSdk: Sdk[] = [
  {
    title: "AI SDK: `streamText` with `@ai-sdk/openai`",
    contract: openAIChat,
    contractName: "openAIChat",
    answer: chatAnswer,
    cutAfter: 2,
    error: chatError,
    async run({ url, fetch, show }) {
      const model = createOpenAI({ baseURL: url, apiKey: "k", fetch }).chat("m");
      for await (const part of streamText({ model, prompt: "Hi", maxRetries: 0, onError: () => {} }).fullStream) {
        if (part.type === "error") throw part.error;
        show(part.type === "text-delta" ? part.text : part.type === "finish" ? part.finishReason : part.type);
      }
    },
  },
  {
    title: "AI SDK: `DefaultChatTransport` (`useChat`)",
    contract: aiSDKMessages,
    contractName: "aiSDKMessages",
    answer: [
      block({ type: "start", messageId: "m1" }),
      block({ type: "text-start", id: "1" }),
      block({ type: "text-delta", id: "1", delta: "Hello" }),
      block({ type: "text-end", id: "1" }),
      block({ type: "finish" }),
      block("[DONE]", { isShown: false }),
    ],
    cutAfter: 3,
    error: block({ type: "error", errorText: "overloaded" }).text,
    async run({ url, fetch, show }) {
      const transport = new DefaultChatTransport({ api: url, fetch });
      const messages = [{ id: "u1", role: "user" as const, parts: [{ type: "text" as const, text: "Hi" }] }];
      const request = { trigger: "submit-message" as const, chatId: "c1", messageId: undefined, messages, abortSignal: undefined };
      for await (const part of await transport.sendMessages(request)) show(part);
    },
  },
];
