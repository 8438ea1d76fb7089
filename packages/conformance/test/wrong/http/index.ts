import { aborting } from "./aborting.ts";
import type { Fault } from "./clients.ts";
import { codings } from "./codings.ts";
import { delivery } from "./delivery.ts";
import { leaving } from "./leaving.ts";
import { limits } from "./limits.ts";
import { delays } from "./reconnecting-delays.ts";
import { leavingConnections } from "./reconnecting-leaving.ts";
import { positions, repetitions } from "./reconnecting-positions.ts";
import { redirects } from "./redirects.ts";
import { requests } from "./requests.ts";
import { responses } from "./responses.ts";
import { terminal } from "./terminal.ts";
import { wire } from "./wire.ts";

/** Every client with a fault, by what is wrong with it. */
export const faults: readonly Readonly<Record<string, Fault>>[] = [
  requests,
  responses,
  delivery,
  codings,
  terminal,
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
