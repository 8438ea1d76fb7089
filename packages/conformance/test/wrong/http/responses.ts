import { ReferenceStream, referenceSubject } from "../../reference-client.ts";
import { decoding, type Fault, over } from "./clients.ts";

/** Which responses are read, and when they are handed over. */
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
};
