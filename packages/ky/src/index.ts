export { EventSource, isSSEError, ServerSentEvent, SSEError, type SSEErrorCode } from "@sse/core";
export { connectSSE, type KyOptions } from "./connect-sse.ts";
