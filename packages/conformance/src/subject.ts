import type { Capability, DeclaredCapability } from "./capabilities.ts";
import type { Policies } from "./policies.ts";

/** One event as a subject delivered it, under the names of the wire. */
export interface SubjectEvent {
  /** The event type, `"message"` where the block named none. */
  event: string;
  data: string;
  /** The last event ID when the event was dispatched: `""` until one was sent; it persists over events that carry none. */
  id: string;
}

/** What a case asks of one connection. A member is only ever set when the subject claims the capability of that name. */
export interface ConnectInit {
  /** The request method. @defaultValue `"GET"` */
  method?: string;
  headers?: Record<string, string>;
  /** The request body; its `content-type` is among the headers. */
  body?: string;
  /** Aborts the connection or the stream; the iteration then throws `signal.reason`. */
  signal?: AbortSignal;
  /** The last event ID of an earlier connection. */
  lastEventId?: string;
  /** Milliseconds until the response's headers. */
  connectTimeout?: number;
  /** Milliseconds without a byte before the stream counts as dead. */
  idleTimeout?: number;
  /** Characters that one event may hold, including an unterminated line. */
  maxEventSize?: number;
  /** Called with the text of each comment, without the colon and one following space, in its place among the events. */
  onComment?: (comment: string) => void;
  /** The data of the terminal event: it ends the loop and isn't delivered. A stream that ends before it is incomplete. */
  until?: string;
  /** Whether `reconnect` drops events that it has delivered before. Only set for `reconnect`. @defaultValue `false` */
  dedupe?: boolean;
  /** The event types that the server is going to send, for subjects that listen for each by its name. Always set. */
  eventTypes: readonly string[];
}

/**
 * One open connection: its events in order. The iteration ends when the server ends the stream and throws when the stream fails;
 * leaving the loop (`break`, the iterator's `return()`) closes the connection.
 */
export interface Connection extends AsyncIterable<SubjectEvent> {
  readonly lastEventId?: string | undefined;
  /** Milliseconds, the last `retry`; `undefined` before one was sent. */
  readonly reconnectionTime?: number | undefined;
  /** The response's status and headers, whatever the status. */
  readonly response?: { readonly status: number; readonly headers: { get(name: string): string | null | undefined } } | undefined;
  /** Ends the stream, and a pending `next()` with it, without an error. */
  close(): unknown;
}

/** A decoder that is pushed bytes: the most exactly observable kind, since a case sees which chunk completed which event. */
export interface PushDecoder {
  /** Decodes the next bytes and returns the events that they complete. */
  decode(chunk: Uint8Array): readonly SubjectEvent[];
  /** Tells that the stream is over; returns the events, if any, that the subject dispatches then. */
  flush?(): readonly SubjectEvent[];
  readonly lastEventId?: string | undefined;
  readonly reconnectionTime?: number | undefined;
}

/** What a {@link Subject} is told about the bytes that it is going to decode. */
export interface DecodeInit {
  /** As in {@link ConnectInit}; only set for subjects that claim `comments`. */
  onComment?: (comment: string) => void;
  /** As in {@link ConnectInit}; always set. */
  eventTypes: readonly string[];
}

/**
 * What is put to the test: a client, a decoder, or both. Supply as many of the methods as the subject has.
 *
 * Decoding is tested by the first that there is of `decode`, `read` and `connect`: in that order they let a case say exactly how the
 * bytes are cut. Over `connect` the cuts are what the network makes of them.
 */
export interface Subject {
  /** As the report's heading, for instance the package's name. */
  readonly name: string;
  readonly version: string;
  readonly capabilities: readonly DeclaredCapability[];
  /** The choices that the specifications leave open, as this subject makes them. A case about one that is not declared is "not claimed". */
  readonly policies?: Policies;
  /** Creates a decoder for one stream. */
  decode?(init: DecodeInit): PushDecoder;
  /** Reads one stream's bytes. The body has the type that `Response` gives it. */
  read?(body: NonNullable<Response["body"]>, init: DecodeInit): Omit<Connection, "close">;
  /** Makes one connection. May reject for a refused response, or resolve and throw when iterated: the cases take both as the same. */
  connect?(url: string, init: ConnectInit): Promise<Connection>;
  /** Connects, and reconnects whenever the stream ends or breaks off, as the specification's `EventSource` does. */
  reconnect?(url: string, init: ConnectInit): Promise<Connection>;
}

/** All capabilities of a subject: those that it declares and those that its methods show. */
export function capabilitiesOf(subject: Subject): ReadonlySet<Capability> {
  const capabilities = new Set<Capability>(subject.capabilities);
  if (subject.decode || subject.read || subject.connect) capabilities.add("decode");
  if (subject.connect) capabilities.add("connect");
  if (subject.reconnect) capabilities.add("reconnect");
  return capabilities;
}
