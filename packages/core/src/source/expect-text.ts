import { SSEError } from "../errors.ts";
import type { SSEResponseHeaders } from "../headers.ts";

/**
 * Checks that a stream doesn't begin in gzip, zstd or zlib's format. Clients that don't know a list of content codings, such as "gzip, gzip", hand the bytes over
 * as they came. Without this check no line would be a field, and every event would be lost without an error.
 *
 * https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1, https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1, https://www.rfc-editor.org/rfc/rfc1950#section-2.2
 *
 * @throws SSEError with code `ERR_SSE_CONTENT_TYPE`.
 */
export function expectText(beginning: string, headers: SSEResponseHeaders): void {
  if (!BEGINNINGS.includes(beginning)) return;
  const coding = headers.get("content-encoding") ?? "none";
  throw new SSEError(
    "ERR_SSE_CONTENT_TYPE",
    `expected text, got compressed bytes that the client left as they are (content-encoding: ${coding})`,
  );
}

/** The first two bytes of a stream with this chunk, which may be empty or one byte long. Text isn't compressed, even if it begins with such characters. */
export function beginningWith(beginning: string, chunk: Uint8Array | string): string {
  if (typeof chunk === "string") return "text";
  return beginning + String.fromCharCode(...Array.prototype.slice.call(chunk, 0, 2 - beginning.length));
}

/** The first two bytes. In zlib's format the second tells the level; 94 is missing, because it is text. */
const BEGINNINGS: readonly string[] = ["\x1f\x8b", "\x28\xb5", "\x78\x01", "\x78\x9c", "\x78\xda"];
