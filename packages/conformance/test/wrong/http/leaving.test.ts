import type { SubjectEvent } from "../../../src/subject.ts";
import { ReferenceStream } from "../../reference-client.ts";
import { faultsAreCaught } from "./wrong.ts";

faultsAreCaught({
  "releases the reader's lock instead of cancelling": {
    Stream: class extends ReferenceStream {
      override disconnect(): void {
        this.reader?.releaseLock();
      }
    },
    fails: [
      "closing/abort-before-the-first-byte",
      "closing/abort-before-the-iteration",
      "closing/abort-before-the-response",
      "closing/abort-between-events",
      "closing/abort-signal-survives-garbage-collection",
      "closing/abort-while-a-refused-body-is-read",
      "closing/abort-while-bytes-flow",
      "closing/abort-while-waiting",
      "closing/abort-with-a-reason-that-is-no-error",
      "closing/abort-within-an-event",
      "closing/abort-within-the-header-section",
      "closing/break-closes-the-socket",
      "closing/break-while-the-server-sends-closes-the-socket",
      "closing/break-within-a-chunk-closes-the-socket",
      "closing/close-before-the-iteration-closes-the-socket",
      "closing/close-closes-the-socket",
      "closing/close-while-a-refused-body-is-read",
      "closing/close-while-waiting-ends-the-loop",
      "closing/close-while-waiting-for-the-first-byte",
      "closing/one-signal-for-many-streams-warns-nobody",
      "closing/return-before-the-first-next-closes-the-socket",
      "closing/return-closes-the-socket",
      "closing/return-while-waiting-closes-the-socket",
      "closing/throw-in-the-loop-closes-the-socket",
      "closing/two-hundred-connections-leave-no-socket",
      "limits/comment-over-the-limit",
      "limits/line-over-the-limit",
      "limits/lines-over-the-limit",
      "response/break-closes-a-stream-in-br",
      "response/break-closes-a-stream-in-deflate",
      "response/break-closes-a-stream-in-gzip",
      "response/refused-body-is-not-read-for-ever",
      "response/refused-stream-is-closed",
      "response/stream-of-another-type-is-closed",
    ],
  },
  "return() waits for the pending next()": {
    Stream: class extends ReferenceStream {
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
    fails: ["closing/return-while-waiting-closes-the-socket"],
  },
  "an async generator, whose finally never runs if it was never started": {
    Stream: class extends ReferenceStream {
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
    fails: [
      "closing/return-before-the-first-next-closes-the-socket",
      "closing/return-while-waiting-closes-the-socket",
      "closing/two-hundred-connections-leave-no-socket",
    ],
  },
  "close() sets a flag that is looked at when the next byte comes": {
    Stream: class extends ReferenceStream {
      closed = false;
      override close(): void {
        this.closed = true;
      }
      override decode(bytes: Uint8Array): void {
        if (this.closed) super.close();
        else super.decode(bytes);
      }
    },
    fails: [
      "closing/a-long-lived-signal-collects-no-listeners",
      "closing/abort-after-close-does-nothing",
      "closing/break-closes-the-socket",
      "closing/break-while-the-server-sends-closes-the-socket",
      "closing/break-within-a-chunk-closes-the-socket",
      "closing/close-before-the-iteration-closes-the-socket",
      "closing/close-closes-the-socket",
      "closing/close-while-waiting-ends-the-loop",
      "closing/close-while-waiting-for-the-first-byte",
      "closing/no-event-after-close",
      "closing/return-before-the-first-next-closes-the-socket",
      "closing/return-closes-the-socket",
      "closing/return-while-waiting-closes-the-socket",
      "closing/throw-in-the-loop-closes-the-socket",
      "closing/two-hundred-connections-leave-no-socket",
      "response/break-closes-a-stream-in-br",
      "response/break-closes-a-stream-in-deflate",
      "response/break-closes-a-stream-in-gzip",
    ],
  },
  "delivers what had arrived before close()": {
    Stream: class extends ReferenceStream {
      override close(): void {
        this.end();
      }
    },
    fails: ["closing/no-event-after-close", "closing/return-closes-the-socket"],
  },
  "lets the client's own AbortError out after close()": {
    Stream: class extends ReferenceStream {
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
    fails: [
      "closing/abort-after-close-does-nothing",
      "closing/close-while-waiting-ends-the-loop",
      "closing/close-while-waiting-for-the-first-byte",
      "closing/return-while-waiting-closes-the-socket",
    ],
  },
  "cancels the reader on an abort, and leaves the rejection to nobody": {
    Stream: class extends ReferenceStream {
      override readonly onAbort = (): void => {
        this.events = [];
        this.fail(this.init.signal?.reason);
        void this.reader?.cancel();
      };
    },
    fails: [
      "closing/abort-before-the-first-byte",
      "closing/abort-between-events",
      "closing/abort-signal-survives-garbage-collection",
      "closing/abort-while-bytes-flow",
      "closing/abort-while-waiting",
      "closing/abort-with-a-reason-that-is-no-error",
      "closing/abort-within-an-event",
      "closing/abort-without-a-reason",
    ],
  },
  "leaves a refused response open": {
    Stream: class extends ReferenceStream {
      override refuse(): void {
        this.ended = true;
        this.failure = { error: new Error("refused") };
      }
    },
    fails: [
      "closing/a-long-lived-signal-collects-no-listeners",
      "closing/abort-while-a-refused-body-is-read",
      "closing/close-while-a-refused-body-is-read",
      "response/refused-body-is-not-read-for-ever",
      "response/refused-stream-is-closed",
      "response/stream-of-another-type-is-closed",
    ],
  },
  "reads all of a refused response for its error message": {
    Stream: class extends ReferenceStream {
      override async next(): Promise<IteratorResult<SubjectEvent>> {
        const { status, headers } = this.response;
        if (!this.isAccepted(status, headers.get("content-type") ?? "") && !this.ended) await this.response.text().catch(() => "");
        return super.next();
      }
    },
    fails: ["response/refused-body-is-not-read-for-ever", "response/refused-stream-is-closed", "response/stream-of-another-type-is-closed"],
  },
  "leaves a timer running for each stream": {
    Stream: class extends ReferenceStream {
      override connected(): void {
        clearTimeout(this.timer);
        setTimeout(() => {}, this.init.connectTimeout ?? 0);
      }
    },
    claimsTimeouts: true,
    fails: ["closing/timers-do-not-outlive-the-stream"],
  },
});
