import type { Case } from "../../case.ts";
import { casesOf } from "../group.ts";
import { comments } from "./comments.ts";
import { compression } from "./compression.ts";
import { contentTypes } from "./content-types.ts";
import { delivery } from "./delivery.ts";
import { drops } from "./drops.ts";
import { framing } from "./framing.ts";
import { followedRedirects, redirects } from "./redirects.ts";
import { headers, noContent, refusedResponses, responseFirst, statuses } from "./statuses.ts";
import { until } from "./until.ts";

/** What the client makes of a response. */
export const responseCases: readonly Case[] = casesOf("response", [
  delivery,
  comments,
  until,
  statuses,
  responseFirst,
  headers,
  noContent,
  refusedResponses,
  contentTypes,
  followedRedirects,
  redirects,
  compression,
  framing,
  drops,
]);
