/** A response's headers. `get` takes a name in any case, and joins the values of a header that came several times by commas. */
export interface SSEResponseHeaders {
  /** The header's value, `null` if the response doesn't have it. */
  get(name: string): string | null;
}

/** Headers as clients give them: an object with `get`, such as `Headers`, or a record. */
export type GivenHeaders = { get(name: string): unknown } | Readonly<Record<string, unknown>>;

/**
 * The headers of any client's response, with names in any case: {@link https://www.rfc-editor.org/rfc/rfc9110#section-5.1 | field names are
 * case-insensitive}.
 */
export function responseHeaders(given: GivenHeaders): SSEResponseHeaders {
  return typeof Headers === "function" && given instanceof Headers ? given : new AnyHeaders(given);
}

class AnyHeaders implements SSEResponseHeaders {
  readonly #given: GivenHeaders;

  constructor(given: GivenHeaders) {
    this.#given = given;
  }

  get(name: string): string | null {
    const key = name.toLowerCase();
    // A `get` that distinguishes case knows names in lower case, as HTTP/2 and Node write them, or with capitals, as in `Content-Type`.
    for (const spelling of [key, name, key.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase())]) {
      const value = hasGet(this.#given) ? textOf(this.#given.get(spelling)) : null;
      if (value !== null) return value;
    }
    // A look-up would also find inherited members, such as `constructor`.
    const values = [...entriesOf(this.#given)].filter(([field]) => String(field).toLowerCase() === key).map(([, value]) => textOf(value));
    return textOf(values.filter((value) => value !== null));
  }
}

const hasGet = (headers: GivenHeaders): headers is { get(name: string): unknown } => typeof headers.get === "function";

/** Every header of a response or request, in the spelling in which it was given. */
export function entriesOf(headers: GivenHeaders): Iterable<readonly [string, unknown]> {
  return Symbol.iterator in headers ? (headers as Iterable<readonly [string, unknown]>) : Object.entries(headers);
}

function textOf(value: unknown): string | null {
  if (typeof value === "string" || typeof value === "number") return String(value);
  return Array.isArray(value) && value.length > 0 ? value.join(", ") : null;
}
