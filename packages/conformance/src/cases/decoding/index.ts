import type { Case } from "../../case.ts";
import { casesOf } from "../group.ts";
import { growth } from "./growth.ts";
import { promptness, promptnessAtCR } from "./promptness.ts";
import { retryOverflow } from "./retry-overflow.ts";
import { vectorCases } from "./vectors.ts";

/** From bytes to events. They need no network unless the subject has nothing but `connect`. */
export const decodingCases: readonly Case[] = [...vectorCases, ...casesOf("decoding", [retryOverflow, promptness, promptnessAtCR, growth])];
