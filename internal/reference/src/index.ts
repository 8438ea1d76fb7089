export { EventTooLarge, ReferenceDecoder, type ReferenceEvent, type ReferenceOptions } from "./decoder.ts";
export { type RandomStream, random, randomStream } from "./random-streams.ts";
export { decodeUtf8 } from "./utf8.ts";
