import type { Case } from "../../case.ts";
import { delays } from "./delays.ts";
import { ends } from "./ends.ts";
import { positions } from "./positions.ts";

/** What becomes of a stream over several connections. */
export const reconnectingCases: readonly Case[] = [...positions, ...delays, ...ends];
