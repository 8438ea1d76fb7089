import type { SubjectEvent } from "../../../src/subject.ts";
import { ReferenceStream } from "../../reference-client.ts";
import { faultsAreCaught } from "./wrong.ts";

faultsAreCaught({
  "reads ahead, whether anybody asks or not": {
    Stream: class extends ReferenceStream {
      override async open(url: string): Promise<void> {
        await super.open(url);
        const [ahead, held] = this.response.body?.tee() ?? [];
        void ahead?.pipeTo(new WritableStream()).catch(() => {});
        if (held !== undefined) this.response = new Response(held, this.response);
      }
    },
    fails: [
      "closing/a-consumer-that-stops-reading-stops-the-server",
      "closing/a-stream-that-is-not-iterated-stops-the-server",
      "closing/break-while-the-server-sends-closes-the-socket",
    ],
  },
  "counts the idle timeout in events": {
    Stream: class extends ReferenceStream {
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
    claimsTimeouts: true,
    fails: ["limits/comments-keep-a-stream-alive"],
  },
  "lets the idle timeout run while the consumer is busy": {
    Stream: class extends ReferenceStream {
      override async read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
        await super.read(reader);
        if (!this.ended) this.watch();
      }
      override watch(): void {
        clearTimeout(this.timer);
        super.watch();
      }
    },
    claimsTimeouts: true,
    fails: ["limits/a-slow-consumer-is-not-an-idle-server"],
  },
  "lets the connect timeout run on, as a limit to the whole stream": {
    Stream: class extends ReferenceStream {
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
    claimsTimeouts: true,
    fails: ["limits/connect-timeout-ends-with-the-header-section"],
  },
  "has no idle timeout before the first byte": {
    Stream: class extends ReferenceStream {
      bytes = 0;
      override watch(): void {
        if (this.bytes > 0) super.watch();
      }
      override decode(bytes: Uint8Array): void {
        this.bytes += bytes.length;
        super.decode(bytes);
      }
    },
    claimsTimeouts: true,
    fails: ["limits/idle-timeout-before-the-first-byte"],
  },
  "looks at the size of an event when it is complete": {
    Stream: class extends ReferenceStream {
      override limit(): void {}
      override dispatch(): void {
        const { length } = this.data;
        super.dispatch();
        if (length > (this.init.maxEventSize ?? Number.POSITIVE_INFINITY)) this.fail(new Error("too large"));
      }
    },
    fails: ["limits/comment-over-the-limit", "limits/line-over-the-limit", "limits/lines-over-the-limit"],
  },
  "counts the whole stream towards the size of an event": {
    Stream: class extends ReferenceStream {
      total = 0;
      override decode(bytes: Uint8Array): void {
        super.decode(bytes);
        this.total += bytes.length;
        if (this.total > (this.init.maxEventSize ?? Number.POSITIVE_INFINITY)) this.fail(new Error("too large"));
      }
    },
    fails: ["limits/comments-do-not-count-towards-the-limit", "limits/event-within-the-limit"],
  },
});
