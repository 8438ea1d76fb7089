export { type ConnectOptions, connect, type SSEOptions } from "./connect.ts";
export { SSEDecoder, type SSEDecoderOptions } from "./decoder.ts";
export { isSSEError, SSEError, type SSEErrorCode, type SSEErrorOptions } from "./errors.ts";
export { ServerSentEvent } from "./event.ts";
export { EventSource, type EventSourceOptions } from "./event-source.ts";
export type { ReconnectContext, ReconnectOutcome, ReconnectTiming } from "./policy.ts";
export { fromReadable, type NodeReadable } from "./readable.ts";
export { reconnect } from "./reconnect.ts";
export type {
  AckableEvent,
  ConnectAttempt,
  ReconnectableEvent,
  ReconnectableSource,
  ReconnectClock,
  ReconnectingEventSource,
  ReconnectOptions,
  ReconnectState,
  ReconnectStore,
  Resume,
} from "./reconnect-options.ts";
export type { SSEHeaders, SSEHeaderValue } from "./request.ts";
export type { SSEBody, SSERequest, SSEResponse, Transport, TransportResponse, WebBody, WebResponse } from "./transport.ts";
