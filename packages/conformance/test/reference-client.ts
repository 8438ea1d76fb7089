import { ReferenceDecoder, type ReferenceEvent, type ReferenceOptions } from "@sse/reference";
import { allCapabilities } from "../src/capabilities.ts";
import type { ConnectInit, Connection, Subject, SubjectEvent } from "../src/subject.ts";

/**
 * A correct client, as slow and obvious as it may be: the check on the cases, and what every wrong client differs from in one thing.
 * It is built on fetch and owns the closing and the checks. `ReferenceDecoder` decodes.
 */
export class ReferenceStream implements Connection {
  response!: Response;

  readonly init: ConnectInit;
  readonly controller = new AbortController();
  readonly decoder: ReferenceDecoder;
  /** What has arrived and was not asked for: events, and functions that report the comments between them. */
  arrived: (SubjectEvent | (() => void))[] = [];
  ended = false;
  failure: { readonly error: unknown } | undefined;
  reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  timer: ReturnType<typeof setTimeout> | undefined;

  constructor(init: ConnectInit) {
    this.init = init;
    const { lastEventId, maxEventSize, onComment } = init;
    const report = onComment && ((comment: string) => void this.arrived.push(() => onComment(comment)));
    this.decoder = this.makeDecoder({ lastEventId, maxEventSize, onComment: report });
  }

  makeDecoder(options: ReferenceOptions): ReferenceDecoder {
    return new OwnIdDecoder(options);
  }

  get lastEventId(): string {
    return this.decoder.lastEventId;
  }

  get reconnectionTime(): number | undefined {
    return this.decoder.reconnectionTime;
  }

  // The connection.

  async open(url: string): Promise<void> {
    const { signal, connectTimeout } = this.init;
    signal?.throwIfAborted();
    signal?.addEventListener("abort", this.onAbort);
    if (connectTimeout !== undefined) {
      this.timer = setTimeout(() => this.fail(new Error("no response in time")), connectTimeout);
    }
    try {
      this.check(url);
      this.response = await this.send(url, this.headers());
      this.connected();
    } catch (error) {
      this.fail(error);
      throw this.failure?.error;
    }
  }

  /** Tells what can never be sent from what couldn't be sent now. */
  check(url: string): void {
    const { method = "GET", headers = {}, body = null } = this.init;
    try {
      const { protocol } = new URL(url);
      if (protocol !== "http:" && protocol !== "https:") throw new TypeError(`no client fetches ${protocol}`);
      new Request(url, { method, headers, body });
    } catch (cause) {
      throw new Unsendable("a request that can't be sent", { cause });
    }
  }

  connected(): void {
    clearTimeout(this.timer);
  }

  headers(): Headers {
    const headers = new Headers(this.init.headers);
    if (!headers.has("accept")) headers.set("accept", "text/event-stream");
    if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
    if (this.lastEventId !== "") headers.set("last-event-id", this.encodeId(this.lastEventId));
    return headers;
  }

  /** fetch wants one character for each byte. */
  encodeId(id: string): string {
    return Buffer.from(id).toString("latin1");
  }

  send(url: string, headers: Headers): Promise<Response> {
    const { method = "GET", body = null } = this.init;
    return fetch(url, { method, headers, body, signal: this.controller.signal });
  }

  // The iteration.

  [Symbol.asyncIterator](): AsyncIterator<SubjectEvent> {
    return {
      next: () => this.next(),
      return: async () => {
        this.close();
        return { done: true, value: undefined };
      },
    };
  }

  async next(): Promise<IteratorResult<SubjectEvent>> {
    for (;;) {
      const item = this.arrived.shift();
      if (typeof item === "function") item();
      else if (item !== undefined && !this.isTerminal(item)) return { done: false, value: item };
      else if (item !== undefined) this.close();
      else if (this.failure !== undefined) {
        const { error } = this.failure;
        this.failure = undefined;
        throw error;
      } else if (this.ended) return { done: true, value: undefined };
      else if (this.reader === undefined) this.begin();
      else await this.read(this.reader);
    }
  }

  isTerminal({ data }: SubjectEvent): boolean {
    return data === this.init.until;
  }

  begin(): void {
    const { status, headers, body } = this.response;
    if (!this.isAccepted(status, headers.get("content-type") ?? "")) this.refuse();
    else if (status === 204 || body === null) this.end();
    else this.reader = body.getReader();
  }

  isAccepted(status: number, contentType: string): boolean {
    return status === 204 || (status >= 200 && status < 300 && this.isEventStream(contentType));
  }

  isEventStream(contentType: string): boolean {
    return contentType.split(",").some((one) => one.split(";")[0]?.trim().toLowerCase() === "text/event-stream");
  }

  refuse(): void {
    this.fail(new Error(`refused: ${this.response.status} ${this.response.headers.get("content-type")}`));
  }

  async read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    this.watch();
    try {
      const { done, value } = await reader.read();
      if (this.ended) return;
      if (done) this.complete();
      else this.decode(value);
    } catch (cause) {
      this.dropped(cause);
    } finally {
      clearTimeout(this.timer);
    }
  }

  decode(bytes: Uint8Array): void {
    try {
      for (const event of this.decoder.events(bytes)) this.arrived.push(event);
    } catch (error) {
      this.fail(error);
    }
  }

  /** The body has come to its end. */
  complete(): void {
    if (this.init.until === undefined) this.end();
    else this.fail(new Error("the stream ended before its terminal event"));
  }

  /** In quarters: a process that was busy reads what has come meanwhile, before the next one is over. */
  watch(quarters = 4): void {
    const { idleTimeout } = this.init;
    if (idleTimeout === undefined) return;
    this.timer = setTimeout(() => {
      if (quarters > 1) this.watch(quarters - 1);
      else this.fail(new Error("no byte in time"));
    }, idleTimeout / 4);
  }

  dropped(cause: unknown): void {
    this.fail(new Error("the connection broke off", { cause }));
  }

  // The end.

  close(): void {
    this.arrived = [];
    this.end();
  }

  readonly onAbort = (): void => {
    this.arrived = [];
    this.fail(this.init.signal?.reason);
  };

  fail(error: unknown): void {
    if (!this.ended) this.failure = { error };
    this.end();
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.timer);
    this.init.signal?.removeEventListener("abort", this.onAbort);
    this.disconnect();
  }

  disconnect(): void {
    this.controller.abort();
  }
}

/** A request that can't be sent, however often it is tried. */
export class Unsendable extends TypeError {}

const eventsWithOwnId = new WeakSet<object>();

/** Whether an event's own block set its ID. */
export const hasOwnId = (event: SubjectEvent): boolean => eventsWithOwnId.has(event);

/** The reference decoder, for {@link hasOwnId}. */
export class OwnIdDecoder extends ReferenceDecoder {
  override event(type: string, data: readonly string[], retry?: number): ReferenceEvent | undefined {
    const event = super.event(type, data, retry);
    if (event && this.fields.has("id")) eventsWithOwnId.add(event);
    return event;
  }
}

/** A class of streams: the reference, or one with a fault. */
export type StreamClass = new (init: ConnectInit) => ReferenceStream;

/** A subject whose connections are made by `Stream`. */
export function referenceSubject(name: string, Stream: StreamClass = ReferenceStream, given: Partial<Subject> = {}): Subject {
  return {
    name,
    version: "1.0.0",
    capabilities: allCapabilities,
    policies: { redirects: "followed", compression: "decompressed", noContent: "ends" },
    async connect(url, init) {
      const stream = new Stream(init);
      await stream.open(url);
      return stream;
    },
    ...given,
  };
}
