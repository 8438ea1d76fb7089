import { answerOf } from "../callback.ts";
import type { ServerSentEvent } from "../event.ts";
import type { StandardSchema } from "../schema.ts";
import type { EventMatcher, EventSchemas } from "./contract.ts";

type Matcher = EventMatcher | EventSchemas | undefined;

/** Whether a function that sees the whole event says so. Names are compared by {@link isNamed}, once the name is known. */
export const isPicked = (matcher: Matcher, event: ServerSentEvent): boolean =>
  typeof matcher === "function" && answerOf("error or ignore", matcher(event));

/** Whether the name is among the names. */
export function isNamed(matcher: Matcher, name: string): boolean {
  if (typeof matcher === "string") return matcher === name;
  if (isNames(matcher)) return matcher.includes(name);
  return typeof matcher === "object" && Object.hasOwn(matcher, name);
}

/** The schema for that name; `undefined` if there is none. */
export const schemaFor = (matcher: Matcher, name: string): StandardSchema | undefined =>
  typeof matcher === "object" && !isNames(matcher) && Object.hasOwn(matcher, name) ? matcher[name] : undefined;

const isNames = (matcher: Matcher): matcher is readonly string[] => Array.isArray(matcher);
