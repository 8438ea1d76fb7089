import type { Case } from "../../case.ts";
import { growthCases } from "./growth.ts";
import { promptnessCases } from "./promptness.ts";
import { retryOverflow } from "./retry-overflow.ts";
import { vectorCases } from "./vectors.ts";

/** From bytes to events. They need no network unless the subject has nothing but `connect`. */
export const decodingCases: readonly Case[] = [...vectorCases, retryOverflow, ...promptnessCases, ...growthCases];
