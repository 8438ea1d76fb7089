import type { ReferenceDecoder, ReferenceOptions } from "@sse/reference";
import type { ConnectInit, SubjectEvent } from "../../../src/subject.ts";
import { OwnIdDecoder, ReferenceStream, type StreamClass, Unsendable } from "../../reference-client.ts";
import { PatientReconnection, ReferenceReconnection } from "../../reference-reconnection.ts";
import { type Fault, reconnectingBy } from "./clients.ts";

/** A client whose connections are made by `Stream`. */
const connectingBy = (Stream: StreamClass): Fault["subject"] =>
  reconnectingBy(
    class extends ReferenceReconnection {
      override makeStream(init: ConnectInit): ReferenceStream {
        return new Stream(init);
      }
    },
  );

/** When to reconnect, and how long to wait. */
export const delays: Record<string, Fault> = {
  "asks again after server errors, and rightly": { subject: reconnectingBy(PatientReconnection), fails: `` },

  "does not ask again after a clean end": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override isFinal(response: Response | undefined, error: unknown): boolean {
          return error === undefined || super.isFinal(response, error);
        }
      },
    ),
    fails: `
      reconnecting/abort-while-connecting reconnecting/abort-while-open reconnecting/abort-while-waiting
      reconnecting/after-a-clean-end reconnecting/after-a-failed-attempt reconnecting/another-content-type-is-final
      reconnecting/break-ends-it reconnecting/clean-ends-are-no-failures reconnecting/close-while-connecting
      reconnecting/close-while-waiting reconnecting/empty-id-resets reconnecting/first-last-event-id-is-the-callers
      reconnecting/id-is-sent-as-utf-8 reconnecting/id-of-a-partial-event-does-not-count reconnecting/id-persists
      reconnecting/id-survives-a-connection-without-it reconnecting/id-survives-a-second-drop
      reconnecting/id-that-no-header-can-carry reconnecting/id-with-null-does-not-count reconnecting/id-without-data-counts
      reconnecting/last-event-id-is-sent reconnecting/no-last-event-id-without-one reconnecting/nothing-is-carried-over
      reconnecting/redirects-are-followed-anew reconnecting/repeated-events-are-delivered
      reconnecting/repeated-events-are-dropped reconnecting/repeated-first-event-is-dropped reconnecting/request-is-the-same
      reconnecting/retry-0-does-not-hammer reconnecting/retry-2147483648-does-not-overflow
      reconnecting/retry-4294967297-does-not-overflow reconnecting/retry-99999999999-does-not-overflow
      reconnecting/retry-is-waited-for reconnecting/retry-of-a-partial-event-counts reconnecting/retry-persists
      reconnecting/return-while-waiting reconnecting/server-errors-are-final reconnecting/status-204-is-final
      reconnecting/status-401-is-final reconnecting/status-403-is-final reconnecting/status-404-is-final`,
  },

  "does not ask again after a drop": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override isFinal(response: Response | undefined, error: unknown): boolean {
          return (error !== undefined && response !== undefined) || super.isFinal(response, error);
        }
      },
    ),
    fails: `
      reconnecting/after-a-drop reconnecting/after-an-incomplete-body reconnecting/id-survives-a-second-drop
      reconnecting/no-event-is-lost-or-repeated reconnecting/nothing-is-carried-over reconnecting/one-connection-at-a-time
      reconnecting/the-old-connection-is-closed`,
  },

  "gives up at the first attempt without a response": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override isFinal(response: Response | undefined, error: unknown): boolean {
          return response === undefined || super.isFinal(response, error);
        }
      },
    ),
    fails: `reconnecting/after-a-failed-attempt`,
  },

  "asks again after every status": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override isRefused(): boolean {
          return false;
        }
      },
    ),
    fails: `
      reconnecting/another-content-type-is-final reconnecting/first-refusal-is-final reconnecting/server-errors-are-final
      reconnecting/status-204-is-final reconnecting/status-401-is-final reconnecting/status-403-is-final
      reconnecting/status-404-is-final`,
  },

  "gives up at a server error although it says that it asks again": {
    subject: reconnectingBy(
      class extends PatientReconnection {
        override isRefused(response: Response, error: unknown): boolean {
          return response.status >= 500 || super.isRefused(response, error);
        }
      },
    ),
    fails: `reconnecting/retry-after-is-waited-for reconnecting/server-errors-are-retried`,
  },

  "does not look at Retry-After": {
    subject: reconnectingBy(
      class extends PatientReconnection {
        override retryAfter(): number {
          return 0;
        }
      },
    ),
    fails: `reconnecting/retry-after-is-waited-for`,
  },

  "sends a POST again": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override isFinal(response: Response | undefined, error: unknown): boolean {
          return error instanceof Unsendable || (response !== undefined && this.isRefused(response, error));
        }
      },
    ),
    fails: `
      reconnecting/post-is-not-repeated-after-a-drop reconnecting/post-is-not-repeated-after-its-end`,
  },

  "lets the server's retry overflow the timer": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override delay(): number {
          const delay = super.delay();
          // What a timer makes of more than 31 bits, without its warning.
          return this.retry > 2 ** 31 - 1 ? 1 : delay;
        }
      },
    ),
    fails: `
      reconnecting/retry-2147483648-does-not-overflow reconnecting/retry-4294967297-does-not-overflow
      reconnecting/retry-99999999999-does-not-overflow`,
  },

  "hammers when the server asks for no delay": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override delay(): number {
          return Math.min(this.retry, 2 ** 31 - 1);
        }
      },
    ),
    fails: `reconnecting/retry-0-does-not-hammer`,
  },

  "has a delay of its own, whatever the server asks for": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override delay(): number {
          return 150;
        }
      },
    ),
    fails: `
      reconnecting/retry-2147483648-does-not-overflow reconnecting/retry-4294967297-does-not-overflow
      reconnecting/retry-99999999999-does-not-overflow reconnecting/retry-is-waited-for
      reconnecting/retry-of-a-partial-event-counts reconnecting/retry-persists`,
  },

  "waits twice as long after each connection from the third on": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override delay(): number {
          return super.delay() * 2 ** Math.max(0, this.row - 3);
        }
      },
    ),
    fails: `reconnecting/clean-ends-are-no-failures`,
  },

  "waits exactly as long as the server asks": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override jittered(delay: number): number {
          return Math.min(delay, 2 ** 31 - 1);
        }
      },
    ),
    fails: `reconnecting/clients-do-not-return-together`,
  },

  "tries again what can't be sent": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override isFinal(response: Response | undefined, error: unknown): boolean {
          return !(error instanceof Unsendable) && super.isFinal(response, error);
        }
      },
    ),
    fails: `
      reconnecting/credentials-in-the-url-is-not-tried-again reconnecting/get-with-a-body-is-not-tried-again
      reconnecting/header-name-that-cannot-be-sent-is-not-tried-again
      reconnecting/scheme-that-cannot-be-fetched-is-not-tried-again reconnecting/url-without-a-scheme-is-not-tried-again`,
  },

  "has two connections after a drop": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override async recover(error: unknown): Promise<void> {
          await super.recover(error);
          if (error === undefined || this.ended) return;
          const { signal: _, ...init } = this.init;
          // A second one that nothing reads and nothing closes; the server's end does.
          const second = new ReferenceStream({ ...init, lastEventId: this.id });
          await second.open(this.url).catch(() => {});
        }
      },
    ),
    fails: `reconnecting/no-event-is-lost-or-repeated reconnecting/one-connection-at-a-time`,
  },
};

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
    fails: `reconnecting/redirects-are-followed-anew`,
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
    fails: `reconnecting/repeated-events-are-dropped reconnecting/repeated-first-event-is-dropped`,
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
    fails: `reconnecting/repeated-events-are-dropped reconnecting/repeated-first-event-is-dropped`,
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
    fails: `reconnecting/repeated-events-are-dropped reconnecting/repeated-first-event-is-dropped`,
  },
};

/** Leaving a stream of several connections. */
export const leavingConnections: Record<string, Fault> = {
  "keeps a silent connection when it makes the next": {
    subject: connectingBy(
      class extends ReferenceStream {
        override disconnect(): void {
          if (this.failure === undefined) super.disconnect();
        }
      },
    ),
    fails: `reconnecting/the-old-connection-is-closed`,
  },

  "goes on connecting after close()": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override wait(milliseconds: number): Promise<void> {
          const ended = super.wait(milliseconds);
          setTimeout(() => void (this.ended && this.connect().catch(() => {})), milliseconds);
          return ended;
        }
      },
    ),
    fails: `
      reconnecting/abort-while-waiting reconnecting/close-while-waiting reconnecting/return-while-waiting`,
  },

  "does not stop an attempt when it is closed": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override close(): void {
          if (this.stream?.response === undefined) this.stream = undefined;
          super.close();
        }
      },
    ),
    fails: `reconnecting/abort-while-connecting reconnecting/close-while-connecting`,
  },

  "connects again when the loop is left": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override [Symbol.asyncIterator](): AsyncIterator<SubjectEvent> {
          return {
            next: () => this.next(),
            return: async () => {
              const open = this.stream !== undefined;
              this.close();
              if (open) setTimeout(() => void this.connect().catch(() => {}), 10);
              return { done: true, value: undefined };
            },
          };
        }
      },
    ),
    fails: `reconnecting/break-ends-it`,
  },

  "throws no reason when it is aborted between two connections": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override fail(error: unknown): void {
          if (this.stream === undefined && this.init.signal?.aborted) this.close();
          else super.fail(error);
        }
      },
    ),
    fails: `reconnecting/abort-while-waiting`,
  },

  "takes an abort of a connection for a quiet end": {
    subject: reconnectingBy(
      class extends ReferenceReconnection {
        override fail(error: unknown): void {
          if (this.stream !== undefined && this.init.signal?.aborted) this.close();
          else super.fail(error);
        }
      },
    ),
    fails: `reconnecting/abort-while-connecting reconnecting/abort-while-open`,
  },

  "leaves the body of a server error open": {
    subject: reconnectingBy(
      class extends PatientReconnection {
        override makeStream(init: ConnectInit): ReferenceStream {
          return new (class extends ReferenceStream {
            override refuse(): void {
              this.ended = true;
              this.failure = { error: new Error("refused") };
            }
          })(init);
        }
      },
    ),
    fails: `reconnecting/server-errors-are-retried`,
  },
};
