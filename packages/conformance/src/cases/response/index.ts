import type { Case } from "../../case.ts";
import { compression } from "./compression.ts";
import { contentTypes } from "./content-types.ts";
import { delivery } from "./delivery.ts";
import { drops } from "./drops.ts";
import { framing } from "./framing.ts";
import { redirects } from "./redirects.ts";
import { statuses } from "./statuses.ts";

/** What the client makes of a response. */
export const responseCases: readonly Case[] = [
  ...delivery,
  ...statuses,
  ...contentTypes,
  ...redirects,
  ...compression,
  ...framing,
  ...drops,
];
