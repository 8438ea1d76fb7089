import { settled } from "../../../src/cases/streams.ts";
import type { SubjectEvent } from "../../../src/subject.ts";
import { ReferenceStream } from "../../reference-client.ts";
import { SocketStream } from "../../socket-client.ts";
import { type Fault, over, overSockets } from "./clients.ts";

interface Settlers {
  readonly resolve: (result: IteratorResult<SubjectEvent>) => void;
  readonly reject: (error: unknown) => void;
}

/** Leaving a stream, and what is left behind. */
export const leaving: Record<string, Fault> = {
  "releases the reader's lock instead of cancelling": {
    subject: over(
      class extends ReferenceStream {
        override disconnect(): void {
          this.reader?.releaseLock();
        }
      },
    ),
    fails: `
      closing/abort-before-the-first-byte closing/abort-before-the-iteration closing/abort-before-the-response
      closing/abort-between-events closing/abort-signal-survives-garbage-collection closing/abort-while-a-refused-body-is-read
      closing/abort-while-bytes-flow closing/abort-while-waiting closing/abort-with-a-reason-that-is-no-error
      closing/abort-within-an-event closing/abort-within-the-header-section closing/break-closes-the-socket
      closing/break-while-the-server-sends-closes-the-socket closing/break-within-a-chunk-closes-the-socket
      closing/close-before-the-iteration-closes-the-socket closing/close-closes-the-socket
      closing/close-while-a-refused-body-is-read closing/close-while-waiting-ends-the-loop
      closing/close-while-waiting-for-the-first-byte closing/one-signal-for-many-streams-warns-nobody
      closing/return-before-the-first-next-closes-the-socket closing/return-closes-the-socket
      closing/return-while-waiting-closes-the-socket closing/throw-in-the-loop-closes-the-socket
      closing/timers-do-not-outlive-the-stream closing/two-hundred-connections-leave-no-socket limits/comment-over-the-limit
      limits/connect-timeout limits/connect-timeout-counts-to-the-end-of-the-header-section limits/idle-timeout
      limits/idle-timeout-before-the-first-byte limits/line-over-the-limit limits/lines-over-the-limit
      response/break-closes-a-stream-in-br response/break-closes-a-stream-in-deflate response/break-closes-a-stream-in-gzip
      response/close-from-a-comment-loses-no-event response/refused-body-is-not-read-for-ever
      response/refused-stream-is-closed response/stream-of-another-type-is-closed`,
  },

  "waits in return() for the pending next()": {
    subject: over(
      class extends ReferenceStream {
        override [Symbol.asyncIterator](): AsyncIterator<SubjectEvent> {
          let last: Promise<unknown> = Promise.resolve();
          return {
            next: () => {
              const next = this.next();
              last = next;
              return next;
            },
            return: async () => {
              await last;
              this.close();
              return { done: true, value: undefined };
            },
          };
        }
      },
    ),
    fails: `closing/return-while-waiting-closes-the-socket`,
  },

  "is an async generator, whose finally never runs if it was never started": {
    subject: over(
      class extends ReferenceStream {
        override async *[Symbol.asyncIterator](): AsyncGenerator<SubjectEvent> {
          try {
            for (;;) {
              const { done, value } = await this.next();
              if (done) return;
              yield value;
            }
          } finally {
            this.end();
          }
        }
      },
    ),
    fails: `
      closing/return-before-the-first-next-closes-the-socket closing/return-while-waiting-closes-the-socket
      closing/two-hundred-connections-leave-no-socket`,
  },

  "sets a flag in close() that is looked at when the next byte comes": {
    subject: over(
      class extends ReferenceStream {
        closed = false;
        override close(): void {
          this.closed = true;
        }
        override decode(bytes: Uint8Array): void {
          if (this.closed) super.close();
          else super.decode(bytes);
        }
      },
    ),
    fails: `
      closing/a-long-lived-signal-collects-no-listeners closing/abort-after-close-does-nothing closing/break-closes-the-socket
      closing/break-while-the-server-sends-closes-the-socket closing/break-within-a-chunk-closes-the-socket
      closing/close-before-the-iteration-closes-the-socket closing/close-closes-the-socket
      closing/close-while-waiting-ends-the-loop closing/close-while-waiting-for-the-first-byte closing/no-event-after-close
      closing/return-before-the-first-next-closes-the-socket closing/return-closes-the-socket
      closing/return-while-waiting-closes-the-socket closing/throw-in-the-loop-closes-the-socket
      closing/timers-do-not-outlive-the-stream closing/two-hundred-connections-leave-no-socket
      response/break-closes-a-stream-in-br response/break-closes-a-stream-in-deflate response/break-closes-a-stream-in-gzip
      response/close-from-a-comment-loses-no-event response/nothing-follows-the-terminal-event
      response/terminal-event-ends-the-loop response/terminal-event-is-compared-as-a-whole`,
  },

  "delivers what had arrived before close()": {
    subject: over(
      class extends ReferenceStream {
        override close(): void {
          this.end();
        }
      },
    ),
    fails: `
      closing/no-event-after-close closing/return-closes-the-socket response/close-from-a-comment-loses-no-event
      response/nothing-follows-the-terminal-event`,
  },

  "lets fetch's own AbortError out after close()": {
    subject: over(
      class extends ReferenceStream {
        closed = false;
        override close(): void {
          this.closed = true;
          super.close();
        }
        override async read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
          await super.read(reader);
          if (this.closed) throw this.controller.signal.reason;
        }
      },
    ),
    fails: `
      closing/abort-after-close-does-nothing closing/close-while-waiting-ends-the-loop
      closing/close-while-waiting-for-the-first-byte closing/return-while-waiting-closes-the-socket`,
  },

  "throws when it is closed a second time": {
    subject: over(
      class extends ReferenceStream {
        closed = false;
        override close(): void {
          if (this.closed) throw new TypeError("the stream is closed");
          this.closed = true;
          super.close();
        }
      },
    ),
    fails: `closing/close-twice-does-nothing`,
  },

  "throws from return() when the stream has ended": {
    subject: over(
      class extends ReferenceStream {
        override [Symbol.asyncIterator](): AsyncIterator<SubjectEvent> {
          return {
            next: () => this.next(),
            return: async () => {
              if (this.ended) throw new TypeError("the stream has ended");
              this.close();
              return { done: true, value: undefined };
            },
          };
        }
      },
    ),
    fails: `closing/return-after-the-end-does-nothing`,
  },

  "throws when it is iterated after close()": {
    subject: over(
      class extends ReferenceStream {
        override [Symbol.asyncIterator](): AsyncIterator<SubjectEvent> {
          if (this.ended && this.reader === undefined) throw new TypeError("the stream is closed");
          return super[Symbol.asyncIterator]();
        }
      },
    ),
    fails: `closing/abort-before-the-iteration closing/iteration-after-close-ends-at-once`,
  },

  "leaves a refused response open": {
    subject: over(
      class extends ReferenceStream {
        override refuse(): void {
          this.ended = true;
          this.failure = { error: new Error("refused") };
        }
      },
    ),
    fails: `
      closing/a-long-lived-signal-collects-no-listeners closing/abort-while-a-refused-body-is-read
      closing/close-while-a-refused-body-is-read response/refused-body-is-not-read-for-ever response/refused-stream-is-closed
      response/stream-of-another-type-is-closed`,
  },

  "reads all of a refused response for its error message": {
    subject: over(
      class extends ReferenceStream {
        override async next(): Promise<IteratorResult<SubjectEvent>> {
          const { status, headers } = this.response;
          if (!this.isAccepted(status, headers.get("content-type") ?? "") && !this.ended) await this.response.text().catch(() => "");
          return super.next();
        }
      },
    ),
    fails: `
      response/refused-body-is-not-read-for-ever response/refused-stream-is-closed response/stream-of-another-type-is-closed`,
  },

  "leaves a timer running for each stream": {
    subject: over(
      class extends ReferenceStream {
        override connected(): void {
          clearTimeout(this.timer);
          setTimeout(() => {}, this.init.connectTimeout ?? 0);
        }
      },
    ),
    fails: `closing/timers-do-not-outlive-the-stream`,
  },

  "is held weakly while it waits, so that garbage collection takes it": {
    subject: over(
      class extends ReferenceStream {
        override async next(): Promise<IteratorResult<SubjectEvent>> {
          const result = super.next();
          if (++this.calls !== 2) return result;
          let settlers: Settlers | undefined;
          const promise = new Promise<IteratorResult<SubjectEvent>>((resolve, reject) => {
            settlers = { resolve, reject };
          });
          if (settlers === undefined) return result;
          const weak = new WeakRef(settlers);
          result.then(
            (value) => weak.deref()?.resolve(value),
            (error: unknown) => weak.deref()?.reject(error),
          );
          void settled().then(() => {
            settlers = undefined;
          });
          return promise;
        }
        calls = 0;
      },
    ),
    fails: `
      closing/abort-signal-survives-garbage-collection closing/open-stream-survives-garbage-collection`,
  },

  "leaves its half of the connection open when the server has ended": {
    subject: overSockets(
      class extends SocketStream {
        override readonly keepsItsHalfOpen = true;
        override disconnect(): void {
          if (this.init.signal?.aborted || this.failure !== undefined || this.arrived.length > 0 || !this.isOver) super.disconnect();
        }
        isOver = false;
        override end(): void {
          this.isOver = this.reader !== undefined && !this.leaving;
          super.end();
        }
        leaving = false;
        override close(): void {
          this.leaving = true;
          super.close();
        }
      },
    ),
    fails: `closing/ended-streams-leave-no-socket closing/timers-do-not-outlive-the-stream`,
  },
};
