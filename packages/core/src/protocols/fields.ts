import type { ServerSentEvent } from "../event.ts";

/** The fields of an event's JSON data; none if it isn't a JSON object. The type is a claim about each field, if it's there. */
export function fieldsOf<T extends object>({ data }: ServerSentEvent): Partial<T> {
  try {
    return Object(JSON.parse(data));
  } catch {
    return {};
  }
}

/** Whether the field `type` of the data is one of these. Data that doesn't contain them as text isn't parsed. */
export const typeIs = (event: ServerSentEvent, ...types: readonly string[]): boolean =>
  types.some((type) => event.data.includes(type) && fieldsOf<{ type: unknown }>(event).type === type);

/** Whether the data has an `error`. Data that doesn't contain the word isn't parsed. */
export const hasError = (event: ServerSentEvent): boolean => event.data.includes('"error"') && !!fieldsOf<{ error: unknown }>(event).error;
