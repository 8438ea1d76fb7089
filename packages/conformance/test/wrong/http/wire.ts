import { type Head, SocketStream, type WireReader } from "../../socket-client.ts";
import { type Fault, overSockets } from "./clients.ts";

/** HTTP/1.1 itself, in a client with sockets of its own. */
export const wire: Record<string, Fault> = {
  "has sockets of its own, and uses them rightly": { subject: overSockets(SocketStream), fails: `` },

  "takes an interim response for the response": {
    subject: overSockets(
      class extends SocketStream {
        override async responseHead(wire: WireReader): Promise<Head> {
          const { status, ...head } = await this.head(wire);
          return { ...head, status: Math.max(status, 200) };
        }
      },
    ),
    fails: `response/interim-responses-are-skipped`,
  },

  "knows HTTP/1.1 only": {
    subject: overSockets(
      class extends SocketStream {
        override readonly statusLine = /^HTTP\/(1\.1) (\d{3})(?: .*)?$/;
      },
    ),
    fails: `response/http-1.0`,
  },

  "wants a reason phrase": {
    subject: overSockets(
      class extends SocketStream {
        override readonly statusLine = /^HTTP\/(1\.[01]) (\d{3}) .+$/;
      },
    ),
    fails: `response/reason-phrase-may-be-missing`,
  },

  "takes an answer that is not HTTP for a body": {
    subject: overSockets(
      class extends SocketStream {
        override async head(wire: WireReader): Promise<Head> {
          const first = await wire.some(5);
          if (first?.toString() !== "HTTP/") {
            return { status: 200, version: "0.9", headers: new Headers({ "content-type": "text/event-stream" }) };
          }
          wire.giveBack(first);
          return super.head(wire);
        }
      },
    ),
    fails: `response/answer-that-is-not-http response/closed-before-the-header-section`,
  },

  "reads a header section of any length": {
    subject: overSockets(
      class extends SocketStream {
        override readonly largestHead = Number.POSITIVE_INFINITY;
      },
    ),
    fails: `response/header-section-without-end-is-refused`,
  },

  "knows header fields in lower case": {
    subject: overSockets(
      class extends SocketStream {
        override field(line: string, headers: Headers): void {
          const [name = ""] = line.split(":");
          if (name === name.toLowerCase() || /^(Connection|Content-(Type|Length)|Transfer-Encoding)$/.test(name))
            super.field(line, headers);
        }
      },
    ),
    fails: `
      response/compression-is-refused response/header-names-in-any-case response/response-headers-have-no-case`,
  },

  "takes a body without a length for none": {
    subject: overSockets(
      class extends SocketStream {
        override async *untilTheEnd(): AsyncGenerator<Uint8Array> {}
      },
    ),
    fails: `
      response/header-names-in-any-case response/http-1.0 response/reason-phrase-may-be-missing
      response/until-the-connection-closes`,
  },

  "looks at no Content-Length": {
    subject: overSockets(
      class extends SocketStream {
        override body(head: Head, wire: WireReader): AsyncGenerator<Uint8Array> {
          head.headers.delete("content-length");
          return super.body(head, wire);
        }
      },
    ),
    fails: `response/content-length-exceeded response/content-length-not-reached`,
  },

  "ends a body one byte before its Content-Length": {
    subject: overSockets(
      class extends SocketStream {
        override body({ headers, ...head }: Head, wire: WireReader): AsyncGenerator<Uint8Array> {
          const length = headers.get("content-length");
          if (length !== null) headers.set("content-length", String(Number(length) - 1));
          return super.body({ ...head, headers }, wire);
        }
      },
    ),
    fails: `
      response/content-length response/content-length-exceeded response/content-length-not-reached`,
  },

  "takes an incomplete body for a complete one": {
    subject: overSockets(
      class extends SocketStream {
        override incomplete(): void {}
        override incompleteLine(): string {
          return "0";
        }
        override async trailers(): Promise<string[]> {
          return [];
        }
      },
    ),
    fails: `
      closing/abort-after-a-drop-leaves-the-error response/content-length-not-reached
      response/events-before-a-drop-are-delivered response/last-chunk-missing response/reading-on-after-an-error-ends
      response/reset-before-the-first-event response/reset-while-waiting`,
  },

  "takes a chunk's size for the number that it begins with": {
    subject: overSockets(
      class extends SocketStream {
        override chunkSize(line: string): number {
          return Number.parseInt(line, 16) || 0;
        }
      },
    ),
    fails: `response/chunk-size-that-is-none`,
  },

  "knows no chunk extensions": {
    subject: overSockets(
      class extends SocketStream {
        override chunkSize(line: string): number {
          if (!/^[0-9a-f]+$/i.test(line)) throw new Error("a size with something after it");
          return super.chunkSize(line);
        }
      },
    ),
    fails: `response/chunk-extensions`,
  },

  "takes trailers for data": {
    subject: overSockets(
      class extends SocketStream {
        override async trailers(wire: WireReader): Promise<string[]> {
          const lines: string[] = [];
          for (let line = await wire.line(); line !== ""; line = await wire.line()) lines.push(`${line}\n\n`);
          return lines;
        }
      },
    ),
    fails: `response/trailers`,
  },

  "takes each chunk for whole lines": {
    subject: overSockets(
      class extends SocketStream {
        override async *ofLength(length: number, wire: WireReader): AsyncGenerator<Uint8Array> {
          yield* super.ofLength(length, wire);
          if (this.response?.headers.has("transfer-encoding")) yield Buffer.from("\n");
        }
      },
    ),
    fails: `
      limits/a-long-line-in-small-pieces limits/an-event-of-many-lines limits/comment-over-the-limit
      limits/line-over-the-limit limits/lines-over-the-limit limits/many-events response/byte-order-mark-one-byte-at-a-time
      response/chunks-cut-events response/cut-within-a-character response/cut-within-crlf response/one-byte-at-a-time
      response/unfinished-event-is-discarded`,
  },

  "reads compressed bytes as events": {
    subject: overSockets(
      class extends SocketStream {
        override isUncompressed(): boolean {
          return true;
        }
      },
    ),
    fails: `response/compression-is-refused`,
  },
};
