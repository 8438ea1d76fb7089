import type { ReferenceDecoder, ReferenceOptions } from "@sse/reference";
import type { PushDecoder, Subject } from "../../../src/subject.ts";

/** A class of decoders: the reference, or one that differs from it in one step. */
export type DecoderClass = new (options?: ReferenceOptions) => ReferenceDecoder & PushDecoder;

/** A class of decoders as a subject. */
export const subjectOf = (name: string, Decoder: DecoderClass): Subject => ({
  name,
  version: "0",
  capabilities: ["event-type", "event-id", "last-event-id", "reconnection-time", "comments"],
  decode: ({ onComment }) => new Decoder({ onComment }),
});

/** A decoder with a bug that was seen in released packages, and the cases that must find it: all that it fails, and no other. */
export interface WrongDecoder {
  readonly Decoder: DecoderClass;
  /** IDs of the category `decoding`, without the category, separated by white space. */
  readonly fails: string;
}
