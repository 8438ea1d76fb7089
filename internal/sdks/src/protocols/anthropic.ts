import Anthropic from "@anthropic-ai/sdk";
import { anthropicMessages } from "@sse/core/protocols";
import { type Sdk, type SdkRequest, typedBlock } from "../sdk.ts";

const usage = { input_tokens: 1, output_tokens: 1 };
const message = { id: "m1", type: "message", role: "assistant", model: "m", content: [], stop_reason: null, stop_sequence: null, usage };

const shared = {
  contract: anthropicMessages,
  contractName: "anthropicMessages",
  answer: [
    typedBlock("message_start", { message }),
    typedBlock("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
    typedBlock("ping", {}, { isShown: false }),
    typedBlock("content_block_delta", { index: 0, delta: { type: "text_delta", text: "Hello" } }),
    typedBlock("content_block_stop", { index: 0 }),
    typedBlock("message_delta", { delta: { stop_reason: "end_turn", stop_sequence: null }, usage }),
    typedBlock("message_stop", {}),
  ],
  cutAfter: 4,
  error: typedBlock("error", { error: { type: "overloaded_error", message: "Overloaded" } }).text,
};

const client = ({ url, fetch }: SdkRequest): Anthropic => new Anthropic({ baseURL: url, apiKey: "k", maxRetries: 0, fetch });
const body = { model: "m", max_tokens: 10, messages: [{ role: "user" as const, content: "Hi" }] };

export const anthropic: Sdk[] = [
  {
    title: "Anthropic: `messages.create`",
    ...shared,
    async run(request) {
      for await (const event of await client(request).messages.create({ ...body, stream: true })) request.show(event);
    },
  },
  {
    title: "Anthropic: `messages.stream`, `finalMessage()`",
    ...shared,
    async run(request) {
      const stream = client(request).messages.stream(body);
      stream.on("streamEvent", ({ type }) => request.show(type));
      request.show((await stream.finalMessage()).content);
    },
  },
];
