import type { Case } from "../../case.ts";
import { casesOf } from "../group.ts";
import { delays, reconnectionTime } from "./delays.ts";
import { ends } from "./ends.ts";
import { impossibleConnections } from "./impossible.ts";
import { aborting, leaving } from "./leaving.ts";
import { newConnections, positions, repetitions } from "./positions.ts";

/** Clients that reconnect: when, from where, and when no more. */
export const reconnectingCases: readonly Case[] = casesOf("reconnecting", [
  newConnections,
  positions,
  repetitions,
  reconnectionTime,
  delays,
  ends,
  leaving,
  aborting,
  impossibleConnections,
]);
