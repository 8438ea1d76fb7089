export {
  EventSource,
  isSSEError,
  type ReconnectOptions,
  type ReconnectStore,
  reconnect,
  ServerSentEvent,
  SSEError,
  type SSEErrorCode,
} from "@sse/core";
export { connectSSE, type FetchFunction, type FetchOptions } from "./connect-sse.ts";
