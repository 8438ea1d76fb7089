export type { Clock } from "../clock.ts";
export type { Source } from "../upstream.ts";
export { type EncodableEvent, encodeComment, encodeEvent } from "./encode-event.ts";
export { type ReadableStreamOptions, toReadableStream } from "./to-readable-stream.ts";
