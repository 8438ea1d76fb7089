import type { ReferenceDecoder, ReferenceOptions } from "@sse/reference";
import type { ConnectInit, SubjectEvent } from "../../../src/subject.ts";
import { OwnIdDecoder, ReferenceStream } from "../../reference-client.ts";
import { ReferenceReconnection } from "../../reference-reconnection.ts";
import { connectingBy, type Fault, reconnectingBy } from "./clients.ts";

/** What is sent again, and what is carried over. */
export const positions: Record<string, Fault> = {
  "reconnects without Last-Event-ID": {
    subject: connectingBy(
      class extends ReferenceStream {
        override headers(): Headers {
          const headers = super.headers();
          headers.delete("last-event-id");
          return headers;
        }
      },
    ),
    fails: `
      reconnecting/after-a-failed-attempt reconnecting/empty-id-resets reconnecting/first-last-event-id-is-the-callers
      reconnecting/id-is-sent-as-utf-8 reconnecting/id-of-a-partial-event-does-not-count reconnecting/id-persists
      reconnecting/id-survives-a-second-drop reconnecting/id-with-null-does-not-count reconnecting/id-without-data-counts
      reconnecting/last-event-id-is-sent reconnecting/no-event-is-lost-or-repeated`,
  },

  "reconnects with the Last-Event-ID that it does not have": {
    subject: connectingBy(
      class extends ReferenceStream {
        override headers(): Headers {
          const headers = super.headers();
          if (this.init.lastEventId === "") headers.set("last-event-id", "undefined");
          return headers;
        }
      },
    ),
    fails: `reconnecting/empty-id-resets reconnecting/no-last-event-id-without-one`,
  },

  "loses the last event ID when a connection brings none": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override idAfter({ decoder }: ReferenceStream): string {
          return decoder.hasSentId ? decoder.lastEventId : "";
        }
      },
    ),
    fails: `
      reconnecting/first-last-event-id-is-the-callers reconnecting/id-survives-a-connection-without-it
      reconnecting/id-survives-a-second-drop`,
  },

  "takes the ID of an event that was cut off": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override idAfter(stream: ReferenceStream): string {
          return stream.decoder.id;
        }
      },
    ),
    fails: `
      reconnecting/id-of-a-partial-event-does-not-count reconnecting/id-survives-a-connection-without-it
      reconnecting/no-event-is-lost-or-repeated`,
  },

  "takes the ID from events only": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override idAfter(_: ReferenceStream, event?: SubjectEvent): string {
          return event?.id ?? this.id;
        }
      },
    ),
    fails: `reconnecting/id-survives-a-connection-without-it reconnecting/id-without-data-counts`,
  },

  "takes the ID from an event's own block": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override idAfter(_: ReferenceStream, event?: SubjectEvent): string {
          if (event === undefined) return this.id;
          const own = event.id === this.#before ? "" : event.id;
          this.#before = event.id;
          return own;
        }
        #before: string | undefined;
      },
    ),
    fails: `
      reconnecting/id-persists reconnecting/id-survives-a-connection-without-it reconnecting/id-with-null-does-not-count
      reconnecting/id-without-data-counts`,
  },

  "does not reset the ID at an empty one": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override idAfter(stream: ReferenceStream, event?: SubjectEvent): string {
          return super.idAfter(stream, event) || this.id;
        }
      },
    ),
    fails: `reconnecting/empty-id-resets`,
  },

  "takes an ID with U+0000": {
    subject: connectingBy(
      class extends ReferenceStream {
        override makeDecoder(options: ReferenceOptions): ReferenceDecoder {
          return new (class extends OwnIdDecoder {
            override setId(value: string): void {
              super.setId(value.replaceAll("\0", ""));
            }
          })(options);
        }
      },
    ),
    fails: `reconnecting/id-with-null-does-not-count`,
  },

  "sends an ID that no header can carry": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override canBeSent(): boolean {
          return true;
        }
      },
    ),
    fails: `reconnecting/id-survives-a-connection-without-it reconnecting/id-that-no-header-can-carry`,
  },

  "cannot send an ID outside Latin-1, and gives up": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override makeStream(init: ConnectInit): ReferenceStream {
          return new (class extends ReferenceStream {
            override encodeId(id: string): string {
              return id;
            }
          })(init);
        }
        override isFinal(response: Response | undefined, error: unknown): boolean {
          return error instanceof TypeError && /ByteString/.test(error.message) ? true : super.isFinal(response, error);
        }
      },
    ),
    fails: `reconnecting/id-is-sent-as-utf-8`,
  },

  "forgets the caller's header fields": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override makeStream({ headers, ...init }: ConnectInit): ReferenceStream {
          const first = this.before === 0;
          this.before++;
          return new ReferenceStream(first && headers ? { ...init, headers } : init);
        }
        before = 0;
      },
    ),
    fails: `reconnecting/request-is-the-same`,
  },

  "goes on with the decoder of the connection before": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override makeStream(init: ConnectInit): ReferenceStream {
          const { before } = this;
          this.before = new (class extends ReferenceStream {
            override makeDecoder(options: ReferenceOptions): ReferenceDecoder {
              return before?.decoder ?? super.makeDecoder(options);
            }
          })(init);
          return this.before;
        }
        before: ReferenceStream | undefined;
      },
    ),
    fails: `
      reconnecting/id-of-a-partial-event-does-not-count reconnecting/id-survives-a-connection-without-it
      reconnecting/id-that-no-header-can-carry reconnecting/no-event-is-lost-or-repeated reconnecting/nothing-is-carried-over
      reconnecting/retry-of-a-partial-event-counts`,
  },

  "goes back to where a redirect led": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override async connect(): Promise<ReferenceStream> {
          const stream = await super.connect();
          Object.assign(this, { url: stream.response.url });
          return stream;
        }
      },
    ),
    fails: `reconnecting/redirects-are-not-remembered`,
  },
};

/** Events that the server sends a second time. */
export const repetitions: Record<string, Fault> = {
  "remembers no event": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override isRepeated(): boolean {
          return false;
        }
      },
    ),
    fails: `reconnecting/repeated-event-after-a-greeting-is-dropped reconnecting/repeated-events-are-dropped
      reconnecting/repeated-first-event-is-dropped`,
  },

  "drops repeated events although nobody asked": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override isRepeated(event: SubjectEvent): boolean {
          this.init.dedupe = true;
          return super.isRepeated(event);
        }
      },
    ),
    fails: `reconnecting/repeated-events-are-delivered`,
  },

  "takes the first event for one without an ID if it has the last one's": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override isRepeated(event: SubjectEvent): boolean {
          const first = event.id === this.stream?.init.lastEventId;
          return !first && super.isRepeated(event);
        }
      },
    ),
    fails: `reconnecting/repeated-event-after-a-greeting-is-dropped reconnecting/repeated-events-are-dropped
      reconnecting/repeated-first-event-is-dropped`,
  },

  "sees an ID of its own only in the first event of a stream, or where the ID changes": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        lastStream: ReferenceStream | undefined;
        lastId = "";

        override isRepeated(event: SubjectEvent): boolean {
          const first = this.stream !== this.lastStream;
          const changed = event.id !== this.lastId;
          this.lastStream = this.stream;
          this.lastId = event.id;
          return (first || changed) && super.isRepeated(event);
        }
      },
    ),
    fails: `reconnecting/repeated-event-after-a-greeting-is-dropped`,
  },

  "drops events without an ID of their own": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override isRepeated(event: SubjectEvent): boolean {
          if (!this.init.dedupe) return false;
          if (this.seen.has(event.id)) return true;
          this.seen.add(event.id);
          return false;
        }
      },
    ),
    fails: `reconnecting/repeated-event-after-a-greeting-is-dropped reconnecting/repeated-events-are-dropped
      reconnecting/repeated-first-event-is-dropped`,
  },
};
