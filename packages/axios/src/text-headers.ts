import { headersTakeText } from "@sse/core";

/**
 * workerd's `Headers` take any text and encode it in UTF-8, so core gives the last event ID as text there. But axios removes all characters beyond Latin-1
 * from headers. So the ID passes through axios as bytes, and becomes text again before `fetch` gets it.
 */
const NAME = "last-event-id";

/** The headers as axios takes them. */
export function asBytes(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const id = headers[NAME];
  if (!id || !headersTakeText()) return headers;
  return { ...headers, [NAME]: Array.from(new TextEncoder().encode(id), (byte) => String.fromCharCode(byte)).join("") };
}

/** Undoes {@link asBytes} in what axios gives to `fetch`. */
export function restoreText(request: unknown): void {
  if (typeof Request !== "function" || !(request instanceof Request)) return;
  const bytes = request.headers.get(NAME);
  if (!bytes || !headersTakeText()) return;
  request.headers.set(NAME, new TextDecoder().decode(Uint8Array.from(bytes, (character) => character.charCodeAt(0))));
}
