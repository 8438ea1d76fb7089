export {
  EventSource,
  isSSEError,
  reconnect,
  ServerSentEvent,
  SSEError,
  type SSEErrorCode,
  type SSEHeaders,
  type SSEHeaderValue,
  type SSEOptions,
} from "@sse/core";
export { connectSSE, type GotOptions } from "./connect-sse.ts";
