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
export { type AxiosOptions, connectSSE } from "./connect-sse.ts";
