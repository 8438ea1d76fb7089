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
  given: SSEHeaders | undefined = {},
  lastEventId: string | undefined,
  signal: AbortSignal,
): SSERequest {
  if (!method || !url) throw unusable(method, url);
  const headers: Record<string, string> = Object.create(null);
  for (const [name, value] of Symbol.iterator in given ? given : Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    const key = name.toLowerCase();
    headers[key] = [headers[key] ?? [], value].flat().join(key === "cookie" ? "; " : ", ");
  }

  // Browsers alone call themselves Mozilla, and they all do; Node, Deno, Bun and workerd give their own names.
  const inBrowser = globalThis.navigator?.userAgent?.startsWith("Mozilla/");
  const cache = inBrowser && !headers["cache-control"] ? "no-store" : undefined;
  if (!inBrowser) headers["cache-control"] ??= "no-store";
  headers.accept ??= "text/event-stream";
  if (lastEventId) headers["last-event-id"] ??= utf8(lastEventId);
  for (const name in headers) {
    const bad = /[^\t -~\x80-\xff]/u.exec(headers[name] ?? "");
    if (bad) throw new TypeError(`${name}: expected header text, got ${JSON.stringify(bad[0])}`);
  }
  return { method: method.toUpperCase(), url: String(url), headers, signal, cache };
}

export function unusable(method: string, url: string | URL, cause?: unknown): TypeError {
  return new TypeError(`Expected a method and a URL, got ${JSON.stringify([method, url && shown(url)])}`, { cause });
}

/** A URL as error messages show it: without credentials, query and fragment. */
export function shown(url: string | URL): string {
  return String(url).replace(/^((?:[^/\\:?#]*:)?[\s/\\]*)[^/\\?#]*@|[?#].*/gs, "$1");
}

/** Header values are bytes, written as characters up to U+00FF: https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header */
function utf8(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}
