import type { Case } from "../../case.ts";
import { sizes } from "./sizes.ts";
import { timeouts } from "./timeouts.ts";

/** Much, large, slow and never. */
export const limitsCases: readonly Case[] = [...sizes, ...timeouts];
