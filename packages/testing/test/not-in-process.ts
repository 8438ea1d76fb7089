/**
 * The conformance cases that need a socket: HTTP messages that are broken or unusual on the wire. No app can send them, and no client would see them in
 * process. The README lists them.
 */
export const needsSocket: readonly string[] = [
  "interim-responses-are-skipped",
  "http-1.0",
  "until-the-connection-closes",
  "chunk-extensions",
  "trailers",
  "reason-phrase-may-be-missing",
  "header-names-in-any-case",
  "content-length-not-reached",
  "content-length-exceeded",
  "last-chunk-missing",
  "cut-within-a-chunk",
  "chunk-size-that-is-none",
  "answer-that-is-not-http",
  "header-section-without-end-is-refused",
  "closed-before-the-header-section",
  "reset-before-the-header-section",
  "closed-within-the-header-section",
  "refused-connection",
].map((id) => `response/${id}`);
