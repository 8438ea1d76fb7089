import { blocks } from "./blocks.ts";
import { comments } from "./comments.ts";
import { growth } from "./growth.ts";
import { lines } from "./lines.ts";
import { names } from "./names.ts";
import { retry } from "./retry.ts";
import type { WrongDecoder } from "./subject.ts";
import { text } from "./text.ts";
import { values } from "./values.ts";

/** Decoders with one bug each. */
export const wrongDecoders: Readonly<Record<string, WrongDecoder>> = {
  ...text,
  ...lines,
  ...comments,
  ...names,
  ...blocks,
  ...values,
  ...retry,
};

/** They fail nothing but the cases about time, which the others needn't be held to. */
export const slowDecoders: Readonly<Record<string, WrongDecoder>> = growth;
