import { byteOrderMark } from "./byte-order-mark.ts";
import { comments } from "./comments.ts";
import { data } from "./data.ts";
import { endOfStream } from "./end-of-stream.ts";
import { eventType } from "./event-type.ts";
import { fieldGrammar } from "./field-grammar.ts";
import { id } from "./id.ts";
import { lineEnds } from "./line-ends.ts";
import { retry } from "./retry.ts";
import { stress } from "./stress.ts";
import { utf8 } from "./utf-8.ts";
import type { Group } from "./vector.ts";

/** Every decoding vector, in the order of the published file. */
export const groups: readonly Group[] = [
  byteOrderMark,
  lineEnds,
  comments,
  fieldGrammar,
  data,
  eventType,
  id,
  retry,
  endOfStream,
  utf8,
  stress,
];
