import { aborting } from "./aborting.ts";
import type { Fault } from "./clients.ts";
import { leaving } from "./leaving.ts";
import { limits } from "./limits.ts";
import { delays, leavingConnections, positions, repetitions } from "./reconnecting.ts";
import { redirects } from "./redirects.ts";
import { requests } from "./requests.ts";
import { responses } from "./responses.ts";
import { wire } from "./wire.ts";

/** Every client with a fault, by what is wrong with it. */
export const faults: readonly Readonly<Record<string, Fault>>[] = [
  requests,
  responses,
  redirects,
  wire,
  leaving,
  aborting,
  limits,
  delays,
  positions,
  repetitions,
  leavingConnections,
];
