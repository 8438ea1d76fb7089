export { SSEDecoder, type SSEDecoderOptions } from "./decoder.ts";
export { isSSEError, SSEError, type SSEErrorCode, type SSEErrorOptions } from "./errors.ts";
export { ServerSentEvent } from "./event.ts";
