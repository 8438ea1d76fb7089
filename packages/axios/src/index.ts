export { EventSource, isSSEError, ServerSentEvent, SSEError, type SSEErrorCode } from "@sse/core";
export { type AxiosOptions, connectSSE } from "./connect-sse.ts";
