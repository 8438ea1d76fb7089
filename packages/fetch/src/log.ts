export {
  type Clock,
  type LogOptions,
  type LogTarget,
  logTo,
  type ServerSentEvent,
  type Trace,
  type TracedStream,
  type TracePayloads,
} from "@sse/core/log";
