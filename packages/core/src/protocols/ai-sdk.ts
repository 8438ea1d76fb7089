/**
 * The {@link https://ai-sdk.dev/docs/ai-sdk-ui/stream-protocol#data-stream-protocol | AI SDK's UI messages}, named by the field `type`. The answer ends with the data
 * `[DONE]`, which isn't delivered, also after an `abort`. The part `error` is an error.
 */
export const aiSDKMessages: { readonly name: "type"; readonly until: "[DONE]"; readonly error: "error" } = {
  name: "type",
  until: "[DONE]",
  error: "error",
};
