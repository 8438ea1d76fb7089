export type { Clock } from "./clock.ts";
export { type ConnectOptions, connect, type SSEOptions } from "./connect.ts";
export { SSEDecoder, type SSEDecoderOptions } from "./decoder.ts";
export { isSSEError, SSEError, type SSEErrorCode, type SSEErrorEvent, type SSEErrorIssue, type SSEErrorOptions } from "./errors.ts";
export { ServerSentEvent } from "./event.ts";
export { EventSource } from "./event-source.ts";
export type { EventSourceOptions } from "./event-source-options.ts";
export type { GivenHeaders, SSEResponseHeaders } from "./headers.ts";
export { fromNodeReadable, type NodeReadable } from "./node-readable.ts";
export type { ReconnectContext, ReconnectEnd, ReconnectHeaders, ReconnectOutcome, ReconnectTiming } from "./policy.ts";
export { reconnect } from "./reconnect.ts";
export type {
  AckableEvent,
  ConnectAttempt,
  ReconnectableEvent,
  ReconnectableSource,
  ReconnectDecision,
  ReconnectingEventSource,
  ReconnectOptions,
  ReconnectState,
  ReconnectStore,
  ResumeOptions,
} from "./reconnect-options.ts";
export type { ContentTypeCheck } from "./refusal.ts";
export type { SSEHeaders, SSEHeaderValue } from "./request.ts";
export type { OutputOf, SchemaResult, StandardSchema } from "./schema.ts";
export { splitOptions } from "./split-options.ts";
export type { Until } from "./terminal.ts";
export type { Trace, TracedStream, TracePayloads, Tracer } from "./trace.ts";
export type { SSERequest, SSEResponse, Transport, TransportResponse, WebResponse } from "./transport.ts";
