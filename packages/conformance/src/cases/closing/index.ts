import type { Case } from "../../case.ts";
import { aborting } from "./aborting.ts";
import { leaving } from "./leaving.ts";
import { leftovers } from "./leftovers.ts";

/** Every way to end a stream, from every state, and what must not be left behind. */
export const closingCases: readonly Case[] = [...leaving, ...aborting, ...leftovers];
