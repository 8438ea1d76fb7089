export {
  type Clock,
  type EncodableEvent,
  encodeComment,
  encodeEvent,
  type ReadableStreamOptions,
  type Source,
  toReadableStream,
} from "@sse/core/encode";
