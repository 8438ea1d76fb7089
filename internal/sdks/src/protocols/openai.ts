import { openAIChat, openAIResponses } from "@sse/core/protocols";
import OpenAI from "openai";
import { block, type Sdk, type SdkRequest, typedBlock } from "../sdk.ts";

const chunk = (delta: object, finish_reason: string | null = null): object => ({
  id: "c1",
  object: "chat.completion.chunk",
  created: 1,
  model: "m",
  choices: [{ index: 0, delta, finish_reason }],
});

export const chatAnswer = [
  block(chunk({ role: "assistant", content: "Hel" })),
  block(chunk({ content: "lo" })),
  block(chunk({}, "stop")),
  block("[DONE]", { isShown: false }),
];

const failure = { message: "overloaded", type: "server_error", code: "overloaded", param: null };
export const chatError = block({ error: failure }).text;

const response = { id: "r1", object: "response", created_at: 1, model: "m", status: "in_progress", output: [] };
const item = { id: "i1", type: "message", role: "assistant", status: "in_progress", content: [] };
const part = { type: "output_text", text: "", annotations: [] };
const at = { item_id: "i1", output_index: 0, content_index: 0 };
const done = { ...response, status: "completed", output: [{ ...item, status: "completed", content: [{ ...part, text: "Hello" }] }] };

const responsesAnswer = [
  typedBlock("response.created", { sequence_number: 0, response }),
  typedBlock("response.output_item.added", { sequence_number: 1, output_index: 0, item }),
  typedBlock("response.content_part.added", { sequence_number: 2, ...at, part }),
  typedBlock("response.output_text.delta", { sequence_number: 3, ...at, delta: "Hello" }),
  typedBlock("response.completed", { sequence_number: 4, response: done }),
];
const responsesError = typedBlock("error", { sequence_number: 4, ...failure }).text;

const client = ({ url, fetch }: SdkRequest): OpenAI => new OpenAI({ baseURL: url, apiKey: "k", maxRetries: 0, fetch });

const chat = { contract: openAIChat, contractName: "openAIChat", answer: chatAnswer, cutAfter: 2, error: chatError };
const responses = {
  contract: openAIResponses,
  contractName: "openAIResponses",
  answer: responsesAnswer,
  cutAfter: 4,
  error: responsesError,
};

export const openAI: Sdk[] = [
  {
    title: "OpenAI: `chat.completions.create`",
    ...chat,
    async run(request) {
      const messages = [{ role: "user" as const, content: "Hi" }];
      for await (const event of await client(request).chat.completions.create({ model: "m", messages, stream: true })) request.show(event);
    },
  },
  {
    title: "OpenAI: `chat.completions.stream`, `finalMessage()`",
    ...chat,
    async run(request) {
      const stream = client(request).chat.completions.stream({ model: "m", messages: [{ role: "user", content: "Hi" }] });
      stream.on("chunk", request.show);
      request.show(await stream.finalMessage());
    },
  },
  {
    title: "OpenAI: `responses.create`",
    ...responses,
    async run(request) {
      for await (const event of await client(request).responses.create({ model: "m", input: "Hi", stream: true })) request.show(event);
    },
  },
  {
    title: "OpenAI: `responses.stream`, `finalResponse()`",
    ...responses,
    async run(request) {
      const stream = client(request).responses.stream({ model: "m", input: "Hi" });
      stream.on("event", ({ type }) => request.show(type));
      request.show((await stream.finalResponse()).status);
    },
  },
];
