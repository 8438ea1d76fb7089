import type { SSERequest } from "./transport.ts";

/** One header's value, or several of that name. `undefined`, `null` and `false` mean: not given. */
export type SSEHeaderValue = string | number | boolean | readonly string[] | null | undefined;

/** Headers in any of the shapes that HTTP clients take: pairs, a `Headers`, or a record. */
export type SSEHeaders = Iterable<readonly [string, SSEHeaderValue]> | Readonly<Record<string, SSEHeaderValue>>;

/**
 * What goes out: the caller's headers, and ours where the caller gave none.
 *
 * @throws TypeError for a method, URL, header or last event ID that cannot be sent.
 */
export function makeRequest(
  method: string,
  url: string | URL,
  given: SSEHeaders | undefined,
  lastEventId: string | undefined,
  signal: AbortSignal,
): SSERequest {
  if (typeof method !== "string" || !method) throw new TypeError(`Expected an HTTP method, got ${show(method)}`);
  if (!(typeof url === "string" && url) && !(url instanceof URL))
    throw new TypeError(`Expected a URL as a string or URL, got ${show(url)}`);

  const headers = new Map<string, string>();
  for (const [name, value] of given ? (Symbol.iterator in given ? given : Object.entries(given)) : []) {
    if (value === undefined || value === null || value === false) continue;
    const key = name.toLowerCase();
    const earlier = headers.get(key);
    const text = Array.isArray(value) ? value.join(separator(key)) : String(value);
    headers.set(key, earlier === undefined ? text : earlier + separator(key) + text);
  }

  const cache = inBrowser() && !headers.has("cache-control") ? "no-store" : undefined;
  const add = (name: string, value: string): void => {
    if (!headers.has(name)) headers.set(name, value);
  };
  add("accept", "text/event-stream");
  if (!inBrowser()) add("cache-control", "no-store");
  if (lastEventId) add("last-event-id", utf8(lastEventId));

  for (const [name, value] of headers) {
    const bad = /[^\t\x20-\x7e\x80-\xff]/u.exec(value)?.[0];
    if (bad) throw new TypeError(`${name}: expected text that a header can carry, got ${show(bad)} in it`);
  }
  return { method: method.toUpperCase(), url: String(url), headers: Object.fromEntries(headers), signal, cache };
}

/** Header values are bytes, written as characters up to U+00FF: https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header */
function utf8(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
}

function separator(name: string): string {
  return name === "cookie" ? "; " : ", ";
}

/** Browsers alone call themselves Mozilla, and they all do; Node, Deno, Bun and workerd give their own names. */
function inBrowser(): boolean {
  return globalThis.navigator?.userAgent?.startsWith("Mozilla/") ?? false;
}

function show(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : value === null ? "null" : typeof value;
}
