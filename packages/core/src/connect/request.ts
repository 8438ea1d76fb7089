import { redactURL } from "../redact.ts";
import type { SSERequest } from "./transport.ts";

/** The value of a header, or several values. `undefined` means "not given". With `null` or `false` the header isn't sent, even if it is one of ours. */
export type SSEHeaderValue = string | number | boolean | readonly string[] | null | undefined;

/** Headers in any of the shapes that HTTP clients take: pairs, a `Headers`, or a record. */
export type SSEHeaders = Iterable<readonly [string, SSEHeaderValue]> | Readonly<Record<string, SSEHeaderValue>>;

/** What {@link makeRequest} takes. */
export interface RequestInput {
  readonly method: string;
  readonly url: string | URL;
  readonly headers?: SSEHeaders | null | undefined;
  readonly body?: unknown;
  readonly lastEventId?: string | null | undefined;
  readonly signal: AbortSignal;
}

/**
 * Makes the request: with the caller's headers, and ours where the caller gave none.
 *
 * @throws TypeError for a method, URL, header, body or last event ID that no client can send. It isn't the error for a server that can't be
 * reached, because a retry can't help.
 */
export function makeRequest({ method, url, headers: given, body, lastEventId, signal }: RequestInput): SSERequest {
  if (!url || typeof method !== "string" || !TOKEN.test(method)) throw new TypeError(unusable(method, url));
  const upperMethod = method.toUpperCase();
  if ((upperMethod === "GET" || upperMethod === "HEAD") && body !== undefined && body !== null) {
    throw new TypeError(`Expected a ${upperMethod} request without a body, got one with a body`);
  }
  checkURL(method, String(url));

  const { headers, suppressed } = callersHeaders(given ?? {});
  const add = (name: string, value: string): void => {
    if (!suppressed.has(name)) headers[name] ??= value;
  };
  const cache = inBrowser() && !headers["cache-control"] && !suppressed.has("cache-control") ? "no-store" : undefined;
  if (!inBrowser()) add("cache-control", "no-store");
  add("accept", "text/event-stream");
  const idBytes = lastEventId ? utf8(lastEventId) : "";
  if (idBytes) add("last-event-id", idBytes);
  checkHeaders(headers);
  if (lastEventId && headers["last-event-id"] === idBytes && headersTakeText()) headers["last-event-id"] = lastEventId;
  return { method: upperMethod, url: String(url), headers, body: body ?? undefined, signal, cache };
}

/** @throws TypeError for a last event ID that no header can carry. */
export const checkLastEventId = (lastEventId: string): void => checkHeaders({ "last-event-id": utf8(lastEventId) });

/** Only browsers call themselves Mozilla, and all of them do. Node, Deno, Bun and workerd give their own names. */
export function inBrowser(): boolean {
  return globalThis.navigator?.userAgent?.startsWith("Mozilla/") === true;
}

function callersHeaders(given: SSEHeaders): { headers: Record<string, string>; suppressed: ReadonlySet<string> } {
  const headers: Record<string, string> = Object.create(null);
  const suppressed = new Set<string>();
  if (typeof given !== "object") throw new TypeError(`headers: expected pairs, a Headers or a record, got ${typeof given}`);
  for (const [name, value] of Symbol.iterator in given ? given : Object.entries(given)) {
    const key = String(name).toLowerCase();
    if (value === null || value === false) suppressed.add(key);
    if (value === undefined || value === null || value === false) continue;
    headers[key] = [headers[key] ?? [], value].flat().join(key === "cookie" ? "; " : ", ");
  }
  return { headers, suppressed };
}

/** What a method and the name of a header are made of: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2 */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/** Header names are tokens (https://www.rfc-editor.org/rfc/rfc9110#section-5.1), values are bytes (https://www.rfc-editor.org/rfc/rfc9110#section-5.5). */
function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const name in headers) {
    if (!TOKEN.test(name)) throw new TypeError(`Expected the name of a header, got ${JSON.stringify(name)}`);
    const bad = /[^\t -~\x80-\xff]/u.exec(headers[name] ?? "");
    if (bad) throw new TypeError(`${name}: expected header text, got ${JSON.stringify(bad[0])}`);
  }
}

/** A relative URL passes, because the client may have a base for it. */
function checkURL(method: string, url: string): void {
  const [, scheme, rest = ""] = /^\s*([a-z][a-z\d+.-]*):(.*)$/is.exec(url) ?? [];
  if (!scheme) return;
  if (!canParse(url)) throw new TypeError(unusable(method, url));
  if (/^\d+([/?#]|$)/.test(rest)) {
    throw new TypeError(`Expected a URL with a scheme, such as http://${redactURL(url)}, got ${JSON.stringify(redactURL(url))}`);
  }
  const { username, password } = new URL(url);
  if (username || password) {
    throw new TypeError(`Expected a URL without credentials, got ${redactURL(url)} with some: send them in an Authorization header`);
  }
}

/** The message for a method or URL that can't be sent. */
export const unusable = (method: string, url: string | URL, kind = "a URL"): string =>
  `Expected a method and ${kind}, got ${JSON.stringify([method, url && redactURL(url)])}`;

/** Whether this is an absolute URL. `URL.canParse` is missing in older runtimes. */
export function canParse(url: string): boolean {
  try {
    return !!new URL(url);
  } catch {
    return false;
  }
}

/**
 * Whether this runtime's `Headers` take any text and encode it in UTF-8, as workerd's do. There, a value that was encoded before would be encoded twice, so
 * {@link SSERequest.headers} has the last event ID as text.
 */
export function headersTakeText(): boolean {
  try {
    return typeof Headers === "function" && new Headers([["last-event-id", "€"]]).has("last-event-id");
  } catch {
    return false;
  }
}

/**
 * Header values are bytes, written as characters up to U+00FF: https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header
 *
 * Not by a `TextEncoder`: a test environment (jest's jsdom, for example) may lack it.
 */
function utf8(text: string): string {
  const wellFormed = text.replace(/\p{Surrogate}/gu, "\ufffd");
  return encodeURIComponent(wellFormed).replace(/%(..)/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}
