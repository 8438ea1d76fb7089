import type { Case } from "../../case.ts";
import { bodies } from "./bodies.ts";
import { fields } from "./fields.ts";
import { resumption } from "./resumption.ts";

/** What the client sends. */
export const requestCases: readonly Case[] = [...fields, ...bodies, ...resumption];
