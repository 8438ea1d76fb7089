/**
 * Choices that the specifications leave to a client. A subject declares what it does, and the cases of level `policy` hold it to its word.
 * Every member is optional: a choice without a default that isn't declared isn't tested.
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
  /**
   * A stream that breaks off throws, or ends as quietly as one that the server ended: many clients that reconnect by themselves don't tell
   * their caller which of the two it was.
   * @defaultValue `"throw"`
   */
  brokenStreams?: "throw" | "end";
  /**
   * Events are read when the consumer asks for them, or are pushed to it by callback, whether or not it keeps up.
   * @defaultValue `"pulled"`
   */
  delivery?: "pulled" | "pushed";
}

/** What a subject is held to that doesn't declare otherwise. */
export const presumedPolicies: Policies = { brokenStreams: "throw", delivery: "pulled" };
