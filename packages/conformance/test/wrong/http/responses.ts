import { pipeline, Readable, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { ReferenceDecoder, ReferenceOptions } from "@sse/reference";
import type { SubjectEvent } from "../../../src/subject.ts";
import { ReferenceStream, referenceSubject } from "../../reference-client.ts";
import { SocketStream, streamOf } from "../../socket-client.ts";
import { type Fault, over } from "./clients.ts";

const inflaters = new Map<string, () => Transform>([
  ["gzip", createGunzip],
  ["deflate", createInflate],
  ["br", createBrotliDecompress],
]);

/** Inflates by a strict decompressor: no raw deflate, no body without a beginning or an end. */
class InflatingStream extends SocketStream {
  override async send(url: string, headers: Headers): Promise<Response> {
    const response = await super.send(url, headers);
    const inflater = inflaters.get(response.headers.get("content-encoding") ?? "")?.();
    if (inflater === undefined || response.body === null) return response;
    pipeline(Readable.from(response.body), inflater, () => {});
    return new Response(streamOf(inflater[Symbol.asyncIterator]()), response);
  }

  override isUncompressed(): boolean {
    return true;
  }
}

/** A client that does something else to what it has read. */
const decoding = (change: (bytes: Uint8Array, stream: ReferenceStream, decode: (bytes: Uint8Array) => void) => void): Fault["subject"] =>
  over(
    class extends ReferenceStream {
      override decode(bytes: Uint8Array): void {
        change(bytes, this, (changed) => super.decode(changed));
      }
    },
  );

export const responses: Record<string, Fault> = {
  "looks at no status": {
    subject: over(
      class extends ReferenceStream {
        override isAccepted(status: number, contentType: string): boolean {
          return status === 204 || this.isEventStream(contentType);
        }
      },
    ),
    fails: `
      response/redirect-without-location-is-an-error response/status-400-is-refused response/status-401-is-refused
      response/status-403-is-refused response/status-404-is-refused response/status-429-is-refused
      response/status-500-is-refused response/status-502-is-refused response/status-503-is-refused`,
  },

  "takes a refused JSON body for the end of the stream": {
    subject: over(
      class extends ReferenceStream {
        override refuse(): void {
          if (this.response.headers.get("content-type") === "application/json") this.end();
          else super.refuse();
        }
      },
    ),
    fails: `
      response/refused-response-can-be-looked-at response/refused-stream-is-closed response/status-401-with-json-is-refused`,
  },

  "looks at no content type": {
    subject: over(
      class extends ReferenceStream {
        override isEventStream(): boolean {
          return true;
        }
      },
    ),
    fails: `
      response/content-type-empty-is-refused response/content-type-html-is-refused response/content-type-json-is-refused
      response/content-type-longer-is-refused response/content-type-missing-is-refused
      response/content-type-of-another-type-is-refused response/content-type-only-in-a-parameter-is-refused
      response/content-type-plain-text-is-refused response/content-type-with-a-suffix-is-refused
      response/stream-of-another-type-is-closed`,
  },

  "compares the content type's beginning": {
    subject: over(
      class extends ReferenceStream {
        override isEventStream(contentType: string): boolean {
          return contentType.toLowerCase().startsWith("text/event-stream");
        }
      },
    ),
    fails: `
      response/content-type-last-in-a-list response/content-type-longer-is-refused
      response/content-type-with-a-suffix-is-refused`,
  },

  "compares the whole content type, as it is written": {
    subject: over(
      class extends ReferenceStream {
        override isEventStream(contentType: string): boolean {
          return contentType === "text/event-stream";
        }
      },
    ),
    fails: `
      response/charset-parameter-is-ignored response/content-type-given-twice response/content-type-in-upper-case
      response/content-type-last-in-a-list response/content-type-with-a-parameter
      response/content-type-with-a-quoted-parameter response/content-type-with-spaces-around-its-parameter
      response/header-names-in-any-case`,
  },

  "obeys the charset": {
    subject: decoding((bytes, { response }, decode) => {
      const latin1 = /charset=iso-8859-1/.test(response.headers.get("content-type") ?? "");
      decode(latin1 ? new TextEncoder().encode(Buffer.from(bytes).toString("latin1")) : bytes);
    }),
    fails: `response/charset-parameter-is-ignored`,
  },

  "takes 204 for an error": {
    subject: over(
      class extends ReferenceStream {
        override isAccepted(status: number, contentType: string): boolean {
          return status !== 204 && super.isAccepted(status, contentType);
        }
      },
    ),
    fails: `response/status-204-ends-quietly`,
  },

  "ends at 204 although it says that it throws": {
    subject: over(ReferenceStream, { policies: { redirects: "followed", compression: "decompressed", noContent: "throws" } }),
    fails: `response/status-204-is-refused`,
  },

  "asks again after 204": {
    subject: over(
      class extends ReferenceStream {
        override async open(url: string): Promise<void> {
          await super.open(url);
          if (this.response.status === 204) await super.open(url);
        }
      },
    ),
    fails: ` response/status-204-has-no-events`,
  },

  "asks again when the stream has ended": {
    subject: over(
      class extends ReferenceStream {
        url = "";
        override async open(url: string): Promise<void> {
          this.url = url;
          await super.open(url);
        }
        override end(): void {
          if (!this.ended && this.reconnectionTime !== undefined && this.failure === undefined) void fetch(this.url).catch(() => {});
          super.end();
        }
      },
    ),
    fails: `response/stream-without-reconnection-asks-once`,
  },

  "throws at once where it refuses": {
    subject: over(
      class extends ReferenceStream {
        override async open(url: string): Promise<void> {
          await super.open(url);
          this.begin();
          if (this.failure !== undefined) throw this.failure.error;
        }
      },
    ),
    fails: `closing/close-while-a-refused-body-is-read response/refused-response-can-be-looked-at`,
  },

  "waits for the first byte before it hands over the response": {
    subject: over(
      class extends ReferenceStream {
        override async open(url: string): Promise<void> {
          await super.open(url);
          this.begin();
          if (this.reader !== undefined) await this.read(this.reader);
        }
      },
    ),
    fails: `
      closing/close-while-waiting-for-the-first-byte closing/two-hundred-connections-leave-no-socket
      response/response-is-there-before-the-first-byte`,
  },

  "reads the whole response before its first event": {
    subject: over(
      class extends ReferenceStream {
        override async read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
          while (!this.ended) await super.read(reader);
        }
      },
    ),
    fails: `
      closing/a-consumer-that-stops-reading-stops-the-server closing/a-long-lived-signal-collects-no-listeners
      closing/abort-after-close-does-nothing closing/abort-between-events closing/abort-signal-survives-garbage-collection
      closing/abort-with-a-reason-that-is-no-error closing/abort-without-a-reason closing/break-closes-the-socket
      closing/break-while-the-server-sends-closes-the-socket closing/break-within-a-chunk-closes-the-socket
      closing/close-closes-the-socket closing/close-while-waiting-ends-the-loop closing/no-event-after-close
      closing/open-stream-survives-garbage-collection closing/return-closes-the-socket
      closing/return-while-waiting-closes-the-socket closing/throw-in-the-loop-closes-the-socket
      closing/timers-do-not-outlive-the-stream closing/two-hundred-connections-leave-no-socket
      response/br-is-decompressed-event-by-event response/break-closes-a-stream-in-br
      response/break-closes-a-stream-in-deflate response/break-closes-a-stream-in-gzip
      response/close-from-a-comment-loses-no-event response/comment-is-reported-at-once
      response/corrupt-compression-is-an-error response/cut-message-in-gzip-is-an-error
      response/deflate-is-decompressed-event-by-event response/dropped-compressed-stream-is-an-error
      response/each-event-when-it-comes response/event-after-a-comment response/event-that-ends-in-cr-cr
      response/event-that-ends-in-crlf response/event-while-the-connection-is-open response/event-whose-last-lf-is-missing
      response/gzip-is-decompressed-event-by-event response/nothing-follows-the-terminal-event response/reset-while-waiting
      response/terminal-event-ends-the-loop response/terminal-event-is-compared-as-a-whole`,
  },

  "takes an empty stream for an error": {
    subject: over(
      class extends ReferenceStream {
        bytes = 0;
        override decode(bytes: Uint8Array): void {
          this.bytes += bytes.length;
          super.decode(bytes);
        }
        override end(): void {
          if (!this.ended && this.reader !== undefined && this.bytes === 0 && this.failure === undefined && !this.init.signal?.aborted)
            this.failure = { error: new Error("an empty stream") };
          super.end();
        }
        override close(): void {
          this.bytes ||= 1;
          super.close();
        }
      },
    ),
    fails: `
      closing/aborted-before-the-start-sends-nothing request/accept-is-text-event-stream request/accept-of-the-caller-wins
      request/body-of-a-megabyte-arrives-whole request/caches-are-told-not-to-answer request/caller-can-set-cache-control
      request/caller-objects-are-unchanged request/empty-last-event-id-is-not-sent request/failed-post-is-not-repeated
      request/header-value-that-cannot-be-sent-is-an-error request/headers-reach-the-server request/last-event-id-is-sent
      request/last-event-id-is-utf-8-beyond-latin-1 request/last-event-id-is-utf-8-beyond-the-bmp
      request/last-event-id-is-utf-8-latin-1 request/method-is-get-by-default request/no-last-event-id-without-one
      request/patch-sends-its-body request/post-sends-its-body request/put-sends-its-body request/target-is-sent-as-given
      response/empty-body-in-gzip-is-empty response/empty-stream-ends response/stream-without-reconnection-asks-once`,
  },

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

  "inflates a body as a whole": {
    subject: over(
      class extends ReferenceStream {
        override async read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
          do await super.read(reader);
          while (!this.ended && this.response.headers.has("content-encoding"));
        }
      },
    ),
    fails: `
      response/br-is-decompressed-event-by-event response/break-closes-a-stream-in-br
      response/break-closes-a-stream-in-deflate response/break-closes-a-stream-in-gzip
      response/corrupt-compression-is-an-error response/cut-message-in-gzip-is-an-error
      response/deflate-is-decompressed-event-by-event response/dropped-compressed-stream-is-an-error
      response/gzip-is-decompressed-event-by-event`,
  },

  "takes a connection that nobody accepts for an empty stream": {
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

  "refuses a coding that it does not know": {
    subject: over(
      class extends ReferenceStream {
        override isAccepted(status: number, contentType: string): boolean {
          const coding = this.response.headers.get("content-encoding");
          return (coding === null || ["gzip", "deflate", "br"].includes(coding)) && super.isAccepted(status, contentType);
        }
      },
    ),
    fails: `
      response/unknown-coding-identity-changes-nothing response/unknown-coding-none-changes-nothing
      response/unknown-coding-utf-8-changes-nothing response/unknown-coding-x-unknown-changes-nothing`,
  },

  "undoes a compression by the letter": {
    subject: over(InflatingStream, { policies: { redirects: "refused", compression: "decompressed", noContent: "throws" } }),
    fails: `
      response/empty-body-in-gzip-is-empty response/gzip-without-its-trailer-is-complete response/raw-deflate-is-decompressed`,
  },

  "takes a compressed message that was cut for a complete one": {
    subject: over(
      class extends ReferenceStream {
        override dropped(cause: unknown): void {
          if (this.response.headers.has("content-length") && this.response.headers.has("content-encoding")) this.end();
          else super.dropped(cause);
        }
      },
    ),
    fails: `response/cut-message-in-gzip-is-an-error`,
  },

  "keeps a response's headers in a plain object": {
    subject: (name) => ({
      ...referenceSubject(name),
      async connect(url, init) {
        const stream = new ReferenceStream(init);
        await stream.open(url);
        const { status, headers } = stream.response;
        const plain: Record<string, string> = Object.fromEntries(headers);
        return {
          [Symbol.asyncIterator]: () => stream[Symbol.asyncIterator](),
          close: () => stream.close(),
          response: { status, headers: { get: (field) => plain[field] ?? null } },
          get lastEventId() {
            return stream.lastEventId;
          },
        };
      },
    }),
    fails: `response/inherited-properties-are-no-headers response/response-headers-have-no-case`,
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

  "goes on after the terminal event": {
    subject: over(
      class extends ReferenceStream {
        override async next(): Promise<IteratorResult<SubjectEvent>> {
          const { until } = this.init;
          const result = await super.next();
          if (until !== undefined && !result.done && result.value.data === until) return this.next();
          return result;
        }
        override isTerminal(): boolean {
          return false;
        }
      },
    ),
    fails: `
      response/nothing-follows-the-terminal-event response/terminal-event-ends-the-loop
      response/terminal-event-is-compared-as-a-whole`,
  },

  "delivers the terminal event": {
    subject: over(
      class extends ReferenceStream {
        override async next(): Promise<IteratorResult<SubjectEvent>> {
          const [item] = this.arrived;
          if (typeof item === "object" && super.isTerminal(item)) {
            this.close();
            return { done: false, value: item };
          }
          return super.next();
        }
      },
    ),
    fails: `
      response/nothing-follows-the-terminal-event response/terminal-event-ends-the-loop
      response/terminal-event-is-compared-as-a-whole`,
  },

  "takes any event that contains the terminal text for the terminal one": {
    subject: over(
      class extends ReferenceStream {
        override isTerminal({ data }: SubjectEvent): boolean {
          return this.init.until !== undefined && data.includes(this.init.until);
        }
      },
    ),
    fails: `response/terminal-event-is-compared-as-a-whole`,
  },

  "takes an end before the terminal event for a complete answer": {
    subject: over(
      class extends ReferenceStream {
        override complete(): void {
          this.end();
        }
      },
    ),
    fails: `response/end-before-the-terminal-event-is-an-error`,
  },
};
