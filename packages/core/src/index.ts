export type { Clock } from "./clock.ts";
export { type ConnectOptions, connect, type SSEOptions } from "./connect/connect.ts";
export { headersTakeText, type SSEHeaders, type SSEHeaderValue } from "./connect/request.ts";
export { splitOptions } from "./connect/split-options.ts";
export type { SSERequest, SSEResponse, Transport, TransportResponse, WebResponse } from "./connect/transport.ts";
export { SSEDecoder, type SSEDecoderOptions } from "./decode/decoder.ts";
export { isSSEError, SSEError, type SSEErrorCode, type SSEErrorEvent, type SSEErrorIssue, type SSEErrorOptions } from "./errors.ts";
export { ServerSentEvent } from "./event.ts";
export { expectOptions } from "./expect-options.ts";
export type { GivenHeaders, SSEResponseHeaders } from "./headers.ts";
export type { ReconnectContext, ReconnectEnd, ReconnectHeaders, ReconnectOutcome, ReconnectTiming } from "./reconnect/policy.ts";
export { reconnect } from "./reconnect/reconnect.ts";
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
} from "./reconnect/reconnect-options.ts";
export type { OutputOf, SchemaResult, StandardSchema } from "./schema.ts";
export { EventSource } from "./source/event-source.ts";
export type { EventSourceOptions } from "./source/event-source-options.ts";
export { fromNodeReadable, type NodeReadable } from "./source/node-readable.ts";
export type { ContentTypeCheck } from "./source/refusal.ts";
export type { Until } from "./source/terminal.ts";
export type { Trace, TracedStream, TracePayloads, Tracer } from "./trace.ts";
