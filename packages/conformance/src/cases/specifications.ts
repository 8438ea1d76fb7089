/** Where a case's rule is written. */

/** The HTML standard's chapter on server-sent events. */
export const html = (anchor: string): string => `https://html.spec.whatwg.org/multipage/server-sent-events.html#${anchor}`;

export const fetchStandard = (anchor: string): string => `https://fetch.spec.whatwg.org/#${anchor}`;

/** HTTP Semantics. */
export const rfc9110 = (section: string): string => `https://www.rfc-editor.org/rfc/rfc9110.html#section-${section}`;

/** HTTP/1.1. */
export const rfc9112 = (section: string): string => `https://www.rfc-editor.org/rfc/rfc9112.html#section-${section}`;

/** "APIs that rely upon AbortController": reject with the signal's reason. */
export const abortSignals = "https://dom.spec.whatwg.org/#abortcontroller-api-integration";

/** What `return()` of an async iterator means. */
export const asyncIterators = "https://tc39.es/ecma262/#table-async-iterator-optional";

/** What no standard says and users rely on: our own document, with the reason for each. */
export const promise = (anchor: string): string =>
  `https://github.com/sse-js/sse/blob/main/packages/conformance/docs/promises.md#${anchor}`;
