import type { Case } from "../case.ts";
import { decodingCases } from "./decoding/index.ts";

/** Every case of the suite, in the order of the report. */
export const cases: readonly Case[] = [...decodingCases];
