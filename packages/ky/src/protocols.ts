export {
  a2a,
  agUI,
  aiSDKMessages,
  anthropicMessages,
  gemini,
  langGraph,
  mcp,
  openAIChat,
  openAIResponses,
  type ServerSentEvent,
  type Until,
} from "@sse/core/protocols";
