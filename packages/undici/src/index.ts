export { EventSource, isSSEError, ServerSentEvent, SSEError, type SSEErrorCode } from "@sse/core";
export { connectSSE, type UndiciModule, type UndiciOptions } from "./connect-sse.ts";
