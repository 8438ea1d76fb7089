/**
 * Choices that the specifications leave to a client. A subject declares what it does, and the cases of level `policy` hold it to its word.
 * Every member is optional: what is not declared is not tested.
 */
export interface Policies {
  /** A redirect is followed, or handed to the caller as the response that it is. */
  redirects?: "followed" | "refused";
  /** A response with a `Content-Encoding` is decompressed event by event, or refused with an error. */
  compression?: "decompressed" | "refused";
  /** A response with status 204 ends the iteration without an error, or with one. */
  noContent?: "ends" | "throws";
  /** A client that reconnects asks again after a status of 500 and above, or ends with an error. */
  serverErrors?: "retried" | "fatal";
}
