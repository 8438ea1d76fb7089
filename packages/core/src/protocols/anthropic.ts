import type { Until } from "../source/terminal.ts";

/**
 * {@link https://docs.anthropic.com/en/docs/build-with-claude/streaming | Anthropic's messages}, named by the event type. The answer ends with `message_stop`.
 * Events named `error` are errors, and `ping` is skipped.
 */
export const anthropicMessages: { readonly until: Until; readonly error: "error"; readonly ignore: "ping" } = {
  until: ({ event }) => event === "message_stop" || event === "error",
  error: "error",
  ignore: "ping",
};
