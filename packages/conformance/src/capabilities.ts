/**
 * Every capability that a subject can declare. A case that needs a capability which the subject doesn't claim is reported as "not claimed":
 * it neither passes nor fails. `docs/capabilities.md` describes the capabilities one by one.
 */
export const allCapabilities = [
  // What can be observed.
  /** Events carry their type. */
  "event-type",
  /** Events carry the last event ID. */
  "event-id",
  /** The decoder or connection has `lastEventId`, also after a block that dispatched nothing. */
  "last-event-id",
  /** The decoder or connection has `reconnectionTime`. */
  "reconnection-time",
  /** The connection has `response`. */
  "response",
  // What `init` may ask for.
  "method",
  "headers",
  "body",
  "signal",
  /** `init.lastEventId` is sent as `Last-Event-ID`. */
  "send-last-event-id",
  "connect-timeout",
  "idle-timeout",
  "max-event-size",
  /** `init.onComment` is called with each comment, in its place among the events. */
  "comments",
  /** `init.until` is the data of the event that ends the stream. */
  "until",
  /** `reconnect` drops events that it has delivered before, by their IDs. */
  "dedupe",
] as const;

/** A capability that a subject declares. */
export type DeclaredCapability = (typeof allCapabilities)[number];

/**
 * What a case can need: a capability that the subject declares, or one that follows from its methods. `decode` means that it has `decode`,
 * `read` or `connect`; `connect` and `reconnect` mean the method of that name.
 */
export type Capability = DeclaredCapability | "decode" | "connect" | "reconnect";
