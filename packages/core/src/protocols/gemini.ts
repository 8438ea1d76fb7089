import type { ServerSentEvent } from "../event.ts";
import type { Until } from "../source/terminal.ts";
import { fieldsOf, hasError } from "./fields.ts";

interface GenerateContentResponse {
  readonly candidates: readonly { readonly finishReason?: string }[];
  readonly promptFeedback: { readonly blockReason?: string };
}

/**
 * {@link https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent | Gemini's `streamGenerateContent`} with `alt=sse`. The answer ends with
 * the data that has a `finishReason`, or says that the prompt was blocked. An error is data with an `error` field.
 */
export const gemini: { readonly until: Until; readonly error: (event: ServerSentEvent) => boolean } = {
  until: (event) => {
    const { candidates, promptFeedback, error } = fieldsOf<GenerateContentResponse & { readonly error: unknown }>(event);
    return !!(candidates?.[0]?.finishReason ?? promptFeedback?.blockReason ?? error);
  },
  error: hasError,
};
