export { type ServerSentEvent, type SSEDecoder, type SSEDecoderOptions, SSEDecoderStream } from "@sse/core/stream";
