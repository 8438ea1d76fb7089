import { ReferenceDecoder, type ReferenceEvent, type ReferenceOptions } from "@sse/reference";
import type { SubjectEvent } from "../../../src/subject.ts";
import { ReferenceStream } from "../../reference-client.ts";
import { SocketStream, type WireReader } from "../../socket-client.ts";
import { type Fault, over, overSockets } from "./clients.ts";

/** A client whose decoder gives up at so many lines, characters or events. */
const decodedBy = (Decoder: new (options: ReferenceOptions) => ReferenceDecoder): Fault["subject"] =>
  over(
    class extends ReferenceStream {
      override makeDecoder(options: ReferenceOptions): ReferenceDecoder {
        return new Decoder(options);
      }
    },
  );

export const limits: Record<string, Fault> = {
  "reads ahead, whether anybody asks or not": {
    subject: over(
      class extends ReferenceStream {
        override async open(url: string): Promise<void> {
          await super.open(url);
          const [ahead, held] = this.response.body?.tee() ?? [];
          void ahead?.pipeTo(new WritableStream()).catch(() => {});
          if (held !== undefined) this.response = new Response(held, this.response);
        }
      },
    ),
    fails: `
      closing/a-consumer-that-stops-reading-stops-the-server closing/a-stream-that-is-not-iterated-stops-the-server
      closing/break-while-the-server-sends-closes-the-socket`,
  },

  "has no connect timeout": {
    subject: over(
      class extends ReferenceStream {
        override async open(url: string): Promise<void> {
          delete this.init.connectTimeout;
          await super.open(url);
        }
      },
    ),
    fails: `limits/connect-timeout limits/connect-timeout-counts-to-the-end-of-the-header-section`,
  },

  "stops the connect timeout at the first byte of the response": {
    subject: overSockets(
      class extends SocketStream {
        override async responseHead(wire: WireReader): ReturnType<SocketStream["responseHead"]> {
          const head = super.responseHead(wire);
          await wire.started;
          clearTimeout(this.timer);
          return head;
        }
      },
    ),
    fails: `limits/connect-timeout-counts-to-the-end-of-the-header-section`,
  },

  "lets the connect timeout run on, as a limit to the whole stream": {
    subject: over(
      class extends ReferenceStream {
        override async open(url: string): Promise<void> {
          const { connectTimeout } = this.init;
          await super.open(url);
          if (connectTimeout !== undefined) this.whole = setTimeout(() => this.fail(new Error("too late")), connectTimeout);
        }
        whole: ReturnType<typeof setTimeout> | undefined;
        override end(): void {
          clearTimeout(this.whole);
          super.end();
        }
      },
    ),
    fails: `limits/connect-timeout-ends-with-the-header-section`,
  },

  "has no idle timeout": {
    subject: over(
      class extends ReferenceStream {
        override watch(): void {}
      },
    ),
    fails: `limits/idle-timeout limits/idle-timeout-before-the-first-byte`,
  },

  "measures the idle timeout by a single timer": {
    subject: over(
      class extends ReferenceStream {
        override watch(): void {
          const { idleTimeout } = this.init;
          if (idleTimeout !== undefined) this.timer = setTimeout(() => this.fail(new Error("no byte in time")), idleTimeout);
        }
      },
    ),
    fails: `limits/idle-timeout-measures-the-wire`,
  },

  "counts the idle timeout in events": {
    subject: over(
      class extends ReferenceStream {
        since: number | undefined;
        override watch(): void {
          const { idleTimeout } = this.init;
          if (idleTimeout === undefined) return;
          this.since ??= performance.now();
          this.timer = setTimeout(() => this.fail(new Error("no event in time")), idleTimeout - (performance.now() - this.since));
        }
        override async next(): Promise<IteratorResult<SubjectEvent>> {
          const result = await super.next();
          this.since = undefined;
          return result;
        }
      },
    ),
    fails: `limits/comments-keep-a-stream-alive`,
  },

  "lets the idle timeout run while the consumer is busy": {
    subject: over(
      class extends ReferenceStream {
        override async read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
          await super.read(reader);
          if (!this.ended) this.watch();
        }
        override watch(quarters?: number): void {
          clearTimeout(this.timer);
          super.watch(quarters);
        }
      },
    ),
    fails: `limits/a-slow-consumer-is-not-an-idle-server`,
  },

  "has no idle timeout before the first byte": {
    subject: over(
      class extends ReferenceStream {
        bytes = 0;
        override watch(quarters?: number): void {
          if (this.bytes > 0) super.watch(quarters);
        }
        override decode(bytes: Uint8Array): void {
          this.bytes += bytes.length;
          super.decode(bytes);
        }
      },
    ),
    fails: `limits/idle-timeout-before-the-first-byte`,
  },

  "looks at the size of an event when it is complete": {
    subject: decodedBy(
      class extends ReferenceDecoder {
        override limit(): void {}
        override event(type: string, data: readonly string[]): ReferenceEvent | undefined {
          const event = super.event(type, data);
          if ((event?.data.length ?? 0) > (this.options.maxEventSize ?? Number.POSITIVE_INFINITY)) throw new Error("too large");
          return event;
        }
      },
    ),
    fails: `limits/comment-over-the-limit limits/line-over-the-limit limits/lines-over-the-limit`,
  },

  "counts the whole stream towards the size of an event": {
    subject: over(
      class extends ReferenceStream {
        total = 0;
        override decode(bytes: Uint8Array): void {
          super.decode(bytes);
          this.total += bytes.length;
          if (this.total > (this.init.maxEventSize ?? Number.POSITIVE_INFINITY)) this.fail(new Error("too large"));
        }
      },
    ),
    fails: `limits/comments-do-not-count-towards-the-limit limits/event-within-the-limit`,
  },

  "keeps each line of an event by itself": {
    subject: decodedBy(
      class extends ReferenceDecoder {
        kept: string[] = [];
        override setData(value: string): void {
          this.kept.push(value);
          super.setData(value);
        }
        override dispatch(): ReferenceEvent | undefined {
          this.kept = [];
          return super.dispatch();
        }
      },
    ),
    fails: `limits/many-empty-lines-within-the-limit`,
  },

  "has lines of a megabyte at most": {
    subject: decodedBy(
      class extends ReferenceDecoder {
        override take(piece: string): string {
          return super.take(piece).slice(0, 1024 * 1024);
        }
      },
    ),
    fails: `limits/a-long-line-in-small-pieces`,
  },

  "has events of a thousand lines at most": {
    subject: decodedBy(
      class extends ReferenceDecoder {
        dataLines = 0;
        override setData(value: string): void {
          if (++this.dataLines <= 1_000) super.setData(value);
        }
        override dispatch(): ReferenceEvent | undefined {
          this.dataLines = 0;
          return super.dispatch();
        }
      },
    ),
    fails: `limits/an-event-of-many-lines`,
  },

  "has streams of ten thousand events at most": {
    subject: decodedBy(
      class extends ReferenceDecoder {
        count = 0;
        override event(type: string, data: readonly string[]): ReferenceEvent | undefined {
          return ++this.count <= 10_000 ? super.event(type, data) : undefined;
        }
      },
    ),
    fails: `limits/many-events`,
  },

  "gives up after a megabyte without an event": {
    subject: over(
      class extends ReferenceStream {
        silent = 0;
        override decode(bytes: Uint8Array): void {
          super.decode(bytes);
          this.silent =
            this.arrived.length > 0 || this.decoder.data.length > 0 || this.decoder.rest.length > 0 ? 0 : this.silent + bytes.length;
          if (this.silent > 1024 * 1024) this.fail(new Error("no event for a megabyte"));
        }
      },
    ),
    fails: `limits/endless-comments`,
  },
};
