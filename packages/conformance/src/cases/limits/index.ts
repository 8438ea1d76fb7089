import type { Case } from "../../case.ts";
import { casesOf } from "../group.ts";
import { maxEventSize, sizes } from "./sizes.ts";
import { connectTimeout, idleTimeout } from "./timeouts.ts";

/** Long lines, large events, and timeouts. */
export const limitsCases: readonly Case[] = casesOf("limits", [sizes, maxEventSize, connectTimeout, idleTimeout]);
