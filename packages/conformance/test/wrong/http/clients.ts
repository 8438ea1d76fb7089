import type { Subject } from "../../../src/subject.ts";
import { referenceSubject, type StreamClass } from "../../reference-client.ts";
import { type ReconnectionClass, reconnectingSubject } from "../../reference-reconnection.ts";

/** A client with a fault that somebody's client really had. */
export interface Fault {
  subject(name: string): Subject;
  /** The cases that are about it: all that it fails, and no other. IDs, separated by white space. */
  readonly fails: string;
}

/** Clients over fetch. */
export const over =
  (Stream: StreamClass, given: Partial<Subject> = {}): Fault["subject"] =>
  (name) =>
    referenceSubject(name, Stream, given);

/** Clients over sockets of their own: see `SocketStream` for what they refuse. */
export const overSockets = (Stream: StreamClass): Fault["subject"] =>
  over(Stream, { policies: { redirects: "refused", compression: "refused", noContent: "throws" } });

/** Clients that reconnect. */
export const reconnectingBy =
  (Reconnection: ReconnectionClass): Fault["subject"] =>
  (name) =>
    reconnectingSubject(name, Reconnection);
