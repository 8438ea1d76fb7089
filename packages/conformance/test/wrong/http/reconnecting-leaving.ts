import type { ConnectInit, SubjectEvent } from "../../../src/subject.ts";
import { ReferenceStream } from "../../reference-client.ts";
import { PatientReconnection, ReferenceReconnection } from "../../reference-reconnection.ts";
import { connectingBy, type Fault, reconnectingBy } from "./clients.ts";

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
