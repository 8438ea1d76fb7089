import type { ServerSentEvent } from "../event.ts";
import type { Until } from "../source/terminal.ts";
import { hasError, typeIs } from "./fields.ts";

/**
 * {@link https://platform.openai.com/docs/api-reference/chat-streaming | OpenAI's chat completions}, and the many servers that speak the same. The answer
 * ends with the data `[DONE]`, which isn't delivered. An error is data with an `error` field.
 */
export const openAIChat: { readonly until: "[DONE]"; readonly error: (event: ServerSentEvent) => boolean } = {
  until: "[DONE]",
  error: (event) => event.event === "error" || hasError(event),
};

/**
 * {@link https://platform.openai.com/docs/api-reference/responses-streaming | OpenAI's responses}, named by the field `type`. The answer ends with
 * `response.completed` or `response.incomplete`. `response.failed` and `error` are errors.
 */
export const openAIResponses: { readonly name: "type"; readonly until: Until; readonly error: readonly ["error", "response.failed"] } = {
  name: "type",
  until: (event) => typeIs(event, "response.completed", "response.incomplete", "response.failed", "error"),
  error: ["error", "response.failed"],
};
