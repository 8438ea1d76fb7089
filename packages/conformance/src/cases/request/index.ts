import type { Case } from "../../case.ts";
import { casesOf } from "../group.ts";
import { bodies } from "./bodies.ts";
import { callersFields, fields } from "./fields.ts";
import { impossibleRequests } from "./impossible.ts";
import { lastEventId } from "./resumption.ts";

/** What the client sends. */
export const requestCases: readonly Case[] = casesOf("request", [fields, callersFields, bodies, lastEventId, impossibleRequests]);
