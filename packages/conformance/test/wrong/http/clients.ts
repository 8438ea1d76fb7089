import type { ConnectInit, Subject } from "../../../src/subject.ts";
import { ReferenceStream, referenceSubject, type StreamClass } from "../../reference-client.ts";
import { type ReconnectionClass, ReferenceReconnection, reconnectingSubject } from "../../reference-reconnection.ts";

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

/** A client whose connections are made by `Stream`. */
export const connectingBy = (Stream: StreamClass): Fault["subject"] =>
  reconnectingBy(
    class extends ReferenceReconnection {
      override makeStream(init: ConnectInit): ReferenceStream {
        return new Stream(init);
      }
    },
  );

/** A client that does something else to what it has read. */
export const decoding = (
  change: (bytes: Uint8Array, stream: ReferenceStream, decode: (bytes: Uint8Array) => void) => void,
): Fault["subject"] =>
  over(
    class extends ReferenceStream {
      override decode(bytes: Uint8Array): void {
        change(bytes, this, (changed) => super.decode(changed));
      }
    },
  );
