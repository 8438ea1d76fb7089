import type { SubjectEvent } from "../../../src/subject.ts";
import { ReferenceStream } from "../../reference-client.ts";
import { type Fault, over } from "./clients.ts";

/** The caller's signal. */
export const aborting: Record<string, Fault> = {
  "holds its abort listener weakly, so that garbage collection takes it": {
    subject: over(
      class extends ReferenceStream {
        override async open(url: string): Promise<void> {
          await super.open(url);
          const { signal } = this.init;
          signal?.removeEventListener("abort", this.onAbort);
          const weak = new WeakRef({ onAbort: () => this.onAbort() });
          signal?.addEventListener("abort", () => weak.deref()?.onAbort(), { signal: this.controller.signal });
        }
      },
    ),
    fails: `closing/abort-signal-survives-garbage-collection`,
  },

  "leaves its listener on the caller's signal": {
    subject: over(
      class extends ReferenceStream {
        override end(): void {
          super.end();
          this.init.signal?.addEventListener("abort", this.onAbort);
        }
      },
    ),
    fails: `closing/a-long-lived-signal-collects-no-listeners`,
  },

  "throws an AbortError of its own instead of the reason": {
    subject: over(
      class extends ReferenceStream {
        override fail(error: unknown): void {
          super.fail(this.init.signal?.aborted ? new DOMException("This operation was aborted", "AbortError") : error);
        }
      },
    ),
    fails: `
      closing/abort-before-the-first-byte closing/abort-before-the-iteration closing/abort-before-the-response
      closing/abort-between-events closing/abort-signal-survives-garbage-collection closing/abort-while-bytes-flow
      closing/abort-while-waiting closing/abort-with-a-reason-that-is-no-error closing/abort-within-an-event
      closing/abort-within-the-header-section closing/abort-without-a-reason`,
  },

  "looks at the signal only once there is a response": {
    subject: over(
      class extends ReferenceStream {
        override async open(url: string): Promise<void> {
          const { signal, ...init } = this.init;
          const inner = new ReferenceStream(init);
          await inner.open(url);
          this.response = inner.response;
          signal?.throwIfAborted();
          signal?.addEventListener("abort", this.onAbort);
          this.disconnect = () => inner.disconnect();
        }
      },
    ),
    fails: `
      closing/abort-before-the-response closing/abort-within-the-header-section closing/aborted-before-the-start-sends-nothing`,
  },

  "takes an abort for a quiet end": {
    subject: over(
      class extends ReferenceStream {
        override readonly onAbort = (): void => this.close();
      },
    ),
    fails: `
      closing/abort-before-the-first-byte closing/abort-before-the-iteration closing/abort-before-the-response
      closing/abort-between-events closing/abort-signal-survives-garbage-collection closing/abort-while-bytes-flow
      closing/abort-while-waiting closing/abort-with-a-reason-that-is-no-error closing/abort-within-an-event
      closing/abort-within-the-header-section closing/abort-without-a-reason`,
  },

  "throws after an abort that came after the end": {
    subject: over(
      class extends ReferenceStream {
        override async next(): Promise<IteratorResult<SubjectEvent>> {
          const result = await super.next();
          if (result.done) this.init.signal?.throwIfAborted();
          return result;
        }
      },
    ),
    fails: `closing/abort-after-a-drop-leaves-the-error closing/abort-after-close-does-nothing closing/abort-after-the-end-does-nothing`,
  },

  "replaces the error of a drop when it is aborted afterwards": {
    subject: over(
      class extends ReferenceStream {
        override end(): void {
          super.end();
          if (this.failure !== undefined) this.init.signal?.addEventListener("abort", this.onLateAbort, { once: true });
        }
        readonly onLateAbort = (): void => {
          this.failure = { error: this.init.signal?.reason };
        };
      },
    ),
    fails: `
      closing/a-long-lived-signal-collects-no-listeners closing/abort-after-a-drop-leaves-the-error`,
  },

  "cancels the reader on an abort, and leaves the rejection to nobody": {
    subject: over(
      class extends ReferenceStream {
        override readonly onAbort = (): void => {
          this.arrived = [];
          this.fail(this.init.signal?.reason);
          void this.reader?.cancel();
        };
      },
    ),
    fails: `
      closing/abort-before-the-first-byte closing/abort-between-events closing/abort-signal-survives-garbage-collection
      closing/abort-while-bytes-flow closing/abort-while-waiting closing/abort-with-a-reason-that-is-no-error
      closing/abort-within-an-event closing/abort-without-a-reason`,
  },
};
