import type { Case } from "../../case.ts";
import { casesOf } from "../group.ts";
import { aborting } from "./aborting.ts";
import { backpressure } from "./backpressure.ts";
import { closing, leaving } from "./leaving.ts";
import { leftovers } from "./leftovers.ts";

/** Every way to end a stream, from every state, and what must not be left behind. */
export const closingCases: readonly Case[] = casesOf("closing", [leaving, closing, aborting, leftovers, backpressure]);
