import { pipeline, Readable, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { ReferenceStream } from "../../reference-client.ts";
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

/** Compressed bodies. */
export const codings: Record<string, Fault> = {
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
};
