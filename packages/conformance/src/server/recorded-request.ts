/** A request as it came over the wire: nothing is normalised, so that a case can look at spelling, order and bytes. */
export interface RecordedRequest {
  readonly method: string;
  /** The request target as sent: path and query. */
  readonly target: string;
  /** Name and value of each field line, in order; a value's bytes are the characters' codes (Latin-1). */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
  /** Milliseconds on the server's monotonic clock. */
  readonly at: number;
}

/** The values of a header field, by its name in any case. */
export function headerValues(request: RecordedRequest, name: string): string[] {
  return request.headers.filter(([given]) => given.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}

/** The values of a header field whose bytes are UTF-8. */
export function utf8Values(request: RecordedRequest, name: string): string[] {
  const utf8 = new TextDecoder();
  return headerValues(request, name).map((value) => utf8.decode(Uint8Array.from(value, (character) => character.charCodeAt(0))));
}

/** The body, read as UTF-8. */
export const bodyText = ({ body }: RecordedRequest): string => new TextDecoder().decode(body);
