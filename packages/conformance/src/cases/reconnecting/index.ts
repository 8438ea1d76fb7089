import type { Case } from "../../case.ts";
import { casesOf } from "../group.ts";
import { delays, reconnectionTime } from "./delays.ts";
import { ends } from "./ends.ts";
import { aborting, leaving } from "./leaving.ts";
import { newConnections, positions } from "./positions.ts";

/** What becomes of a stream over several connections. */
export const reconnectingCases: readonly Case[] = casesOf("reconnecting", [
  newConnections,
  positions,
  reconnectionTime,
  delays,
  ends,
  leaving,
  aborting,
]);
