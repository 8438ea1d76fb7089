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
export { connectSSE, type UndiciModule, type UndiciOptions } from "./connect-sse.ts";
