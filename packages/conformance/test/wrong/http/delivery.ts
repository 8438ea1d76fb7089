import type { ReferenceDecoder, ReferenceOptions } from "@sse/reference";
import type { SubjectEvent } from "../../../src/subject.ts";
import { ReferenceStream } from "../../reference-client.ts";
import { decoding, type Fault, over } from "./clients.ts";

/** From bytes to events: what is delivered, and when. */
export const delivery: Record<string, Fault> = {
  "delivers every event as a message": {
    subject: decoding((bytes, stream, decode) => {
      decode(bytes);
      for (const item of stream.arrived) if (typeof item !== "function") item.event = "message";
    }),
    fails: `response/events-have-all-fields`,
  },

  "decodes each piece by itself": {
    subject: decoding((bytes, _, decode) => decode(new TextEncoder().encode(new TextDecoder().decode(bytes)))),
    fails: `
      response/byte-order-mark-one-byte-at-a-time response/cut-within-a-character response/one-byte-at-a-time`,
  },

  "takes a CRLF that is cut in two for two line ends": {
    subject: decoding((bytes, { decoder }, decode) => {
      decoder.afterCR = false;
      decode(bytes);
    }),
    fails: `
      response/byte-order-mark-one-byte-at-a-time response/cut-within-crlf response/one-byte-at-a-time`,
  },

  "keeps a byte order mark": {
    subject: decoding((bytes, { decoder }, decode) => {
      decoder.atStart = false;
      decode(bytes);
    }),
    fails: `response/byte-order-mark response/byte-order-mark-one-byte-at-a-time`,
  },

  "takes a hundred events of each piece": {
    subject: decoding((bytes, stream, decode) => {
      decode(bytes);
      stream.arrived = stream.arrived.slice(0, 100);
    }),
    fails: `limits/many-events response/a-thousand-events-in-one-write`,
  },

  "waits for the byte after a CR": {
    subject: over(
      class extends ReferenceStream {
        held = new Uint8Array();
        override decode(bytes: Uint8Array): void {
          const all = Buffer.concat([this.held, bytes]);
          const whole = all.at(-1) === 13 ? all.length - 1 : all.length;
          this.held = all.subarray(whole);
          super.decode(all.subarray(0, whole));
        }
      },
    ),
    fails: `response/event-that-ends-in-cr-cr response/event-whose-last-lf-is-missing`,
  },

  "delivers an event when the next piece comes": {
    subject: over(
      class extends ReferenceStream {
        held: Uint8Array = new Uint8Array();
        override decode(bytes: Uint8Array): void {
          super.decode(this.held);
          this.held = bytes;
        }
        override end(): void {
          if (!this.ended && this.failure === undefined) super.decode(this.held);
          super.end();
        }
        override close(): void {
          this.held = new Uint8Array();
          super.close();
        }
      },
    ),
    fails: `
      closing/a-long-lived-signal-collects-no-listeners closing/abort-after-close-does-nothing closing/abort-between-events
      closing/abort-signal-survives-garbage-collection closing/abort-with-a-reason-that-is-no-error
      closing/abort-without-a-reason closing/break-closes-the-socket closing/break-within-a-chunk-closes-the-socket
      closing/close-closes-the-socket closing/close-while-waiting-ends-the-loop closing/no-event-after-close
      closing/open-stream-survives-garbage-collection closing/return-closes-the-socket
      closing/return-while-waiting-closes-the-socket closing/throw-in-the-loop-closes-the-socket
      closing/timers-do-not-outlive-the-stream closing/two-hundred-connections-leave-no-socket limits/idle-timeout
      response/br-is-decompressed-event-by-event response/break-closes-a-stream-in-br
      response/break-closes-a-stream-in-deflate response/break-closes-a-stream-in-gzip response/chunk-size-that-is-none
      response/close-from-a-comment-loses-no-event response/comment-is-reported-at-once response/content-length-not-reached
      response/corrupt-compression-is-an-error response/cut-message-in-gzip-is-an-error response/cut-within-a-chunk
      response/deflate-is-decompressed-event-by-event response/dropped-compressed-stream-is-an-error
      response/each-event-when-it-comes response/end-before-the-terminal-event-is-an-error response/event-after-a-comment
      response/event-that-ends-in-cr-cr response/event-that-ends-in-crlf response/event-while-the-connection-is-open
      response/event-whose-last-lf-is-missing response/events-before-a-drop-are-delivered
      response/gzip-is-decompressed-event-by-event response/last-chunk-missing response/nothing-follows-the-terminal-event
      response/reset-while-waiting response/terminal-event-ends-the-loop response/terminal-event-is-compared-as-a-whole`,
  },

  "delivers the unfinished event at the end": {
    subject: over(
      class extends ReferenceStream {
        left = false;
        override close(): void {
          this.left = true;
          super.close();
        }
        override end(): void {
          const unfinished = this.ended || this.left || this.failure !== undefined ? undefined : this.decoder.end();
          if (unfinished !== undefined) this.arrived.push(unfinished);
          super.end();
        }
      },
    ),
    fails: `response/unfinished-event-is-discarded`,
  },

  "takes a connection that no server accepts for an empty stream": {
    subject: over(
      class extends ReferenceStream {
        override async send(url: string, headers: Headers): Promise<Response> {
          return super.send(url, headers).catch((error: unknown) => {
            if (!/ECONNREFUSED/.test(String(error instanceof Error && error.cause))) throw error;
            return new Response("", { headers: { "content-type": "text/event-stream" } });
          });
        }
      },
    ),
    fails: `response/refused-connection`,
  },

  "takes a drop for the stream's end": {
    subject: over(
      class extends ReferenceStream {
        override dropped(): void {
          this.end();
        }
      },
    ),
    fails: `
      closing/abort-after-a-drop-leaves-the-error response/chunk-size-that-is-none response/content-length-not-reached
      response/corrupt-compression-is-an-error response/cut-message-in-gzip-is-an-error response/cut-within-a-chunk
      response/dropped-compressed-stream-is-an-error response/events-before-a-drop-are-delivered response/last-chunk-missing
      response/reading-on-after-an-error-ends response/reset-before-the-first-event response/reset-while-waiting`,
  },

  "throws at a drop, though it says that it ends": {
    subject: over(ReferenceStream, { policies: { brokenStreams: "end" } }),
    fails: `response/drop-ends-the-iteration`,
  },

  "forgets the drop's cause": {
    subject: over(
      class extends ReferenceStream {
        override dropped(): void {
          this.fail(new Error("the connection broke off"));
        }
      },
    ),
    fails: `response/reset-while-waiting`,
  },

  "reports comments when it decodes them": {
    subject: over(
      class extends ReferenceStream {
        override makeDecoder(options: ReferenceOptions): ReferenceDecoder {
          const { onComment } = this.init;
          return super.makeDecoder({ ...options, onComment });
        }
      },
    ),
    fails: `response/close-from-a-comment-loses-no-event response/comments-keep-their-place`,
  },

  "reports comments with the next event": {
    subject: over(
      class extends ReferenceStream {
        override async next(): Promise<IteratorResult<SubjectEvent>> {
          const result = await super.next();
          for (const report of this.comments.splice(0)) report();
          return result;
        }
        readonly comments: (() => void)[] = [];
        override makeDecoder(options: ReferenceOptions): ReferenceDecoder {
          const { onComment } = this.init;
          return super.makeDecoder({
            ...options,
            onComment: onComment && ((comment) => void this.comments.push(() => onComment(comment))),
          });
        }
      },
    ),
    fails: `
      response/close-from-a-comment-loses-no-event response/comment-is-reported-at-once response/comments-keep-their-place`,
  },
};
