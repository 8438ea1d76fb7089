import type { Case } from "../case.ts";
import { closingCases } from "./closing/index.ts";
import { decodingCases } from "./decoding/index.ts";
import { limitsCases } from "./limits/index.ts";
import { reconnectingCases } from "./reconnecting/index.ts";
import { requestCases } from "./request/index.ts";
import { responseCases } from "./response/index.ts";

/** Every case of the suite, in the order of the report. */
export const cases: readonly Case[] = [
  ...decodingCases,
  ...requestCases,
  ...responseCases,
  ...closingCases,
  ...limitsCases,
  ...reconnectingCases,
];
