import type { Case } from "../../case.ts";
import { casesOf } from "../group.ts";
import { compression } from "./compression.ts";
import { contentTypes } from "./content-types.ts";
import { delivery } from "./delivery.ts";
import { drops } from "./drops.ts";
import { framing } from "./framing.ts";
import { followedRedirects, redirects } from "./redirects.ts";
import { noContent, refusedResponses, responseFirst, statuses } from "./statuses.ts";

/** What the client makes of a response. */
export const responseCases: readonly Case[] = casesOf("response", [
  delivery,
  statuses,
  responseFirst,
  noContent,
  refusedResponses,
  contentTypes,
  followedRedirects,
  redirects,
  compression,
  framing,
  drops,
]);
