import { allCapabilities } from "../src/capabilities.ts";
import type { ConnectInit, Connection, Subject, SubjectEvent } from "../src/subject.ts";

/**
 * A correct client, as slow and obvious as it may be: the check on the cases, and what every wrong subject differs from in one thing.
 * It is built on fetch and owns nothing but the closing, the checks and the decoding.
 */
export class ReferenceStream implements Connection {
  lastEventId: string;
  reconnectionTime: number | undefined;
  response!: Response;

  readonly init: ConnectInit;
  readonly controller = new AbortController();
  events: SubjectEvent[] = [];
  ended = false;
  failure: { readonly error: unknown } | undefined;
  reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  timer: ReturnType<typeof setTimeout> | undefined;

  constructor(init: ConnectInit) {
    this.init = init;
    this.lastEventId = init.lastEventId ?? "";
    this.nextId = this.lastEventId;
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
      this.response = await this.send(url, this.headers());
      this.connected();
    } catch (error) {
      this.fail(error);
      throw this.failure?.error;
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
      const event = this.events.shift();
      if (event !== undefined) return { done: false, value: event };
      if (this.failure !== undefined) {
        const { error } = this.failure;
        this.failure = undefined;
        throw error;
      }
      if (this.ended) return { done: true, value: undefined };
      if (this.reader === undefined) this.begin();
      else await this.read(this.reader);
    }
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
      if (done) this.end();
      else this.decode(value);
    } catch (cause) {
      this.dropped(cause);
    } finally {
      clearTimeout(this.timer);
    }
  }

  watch(): void {
    const { idleTimeout } = this.init;
    if (idleTimeout !== undefined) this.timer = setTimeout(() => this.fail(new Error("no byte in time")), idleTimeout);
  }

  dropped(cause: unknown): void {
    this.fail(new Error("the connection broke off", { cause }));
  }

  // The end.

  close(): void {
    this.events = [];
    this.end();
  }

  readonly onAbort = (): void => {
    this.events = [];
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

  // The decoding: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation

  readonly utf8 = new TextDecoder();
  line = "";
  lineMayGoOnWithLf = false;
  data = "";
  type = "";
  nextId: string;

  decode(bytes: Uint8Array): void {
    let text = this.utf8.decode(bytes, { stream: true });
    if (text === "") return;
    if (this.lineMayGoOnWithLf && text.startsWith("\n")) text = text.slice(1);
    this.lineMayGoOnWithLf = text === "" ? this.lineMayGoOnWithLf : text.endsWith("\r");
    const lines = text.split(/\r\n|\r|\n/);
    const rest = lines.pop() ?? "";
    for (const line of lines) {
      this.interpret(this.line + line);
      this.line = "";
    }
    this.line += rest;
    this.limit();
  }

  limit(): void {
    const size = this.line.length + this.data.length;
    if (size > (this.init.maxEventSize ?? Number.POSITIVE_INFINITY)) this.fail(new Error(`an event of ${size} characters`));
  }

  interpret(line: string): void {
    if (line === "") {
      this.dispatch();
      return;
    }
    const [, field, value = ""] = /^([^:]*)(?::[ ]?(.*))?$/s.exec(line) ?? [];
    if (field === "data") this.data += `${value}\n`;
    else if (field === "event") this.type = value;
    else if (field === "id" && !value.includes("\0")) this.nextId = value;
    else if (field === "retry" && /^[0-9]+$/.test(value)) this.reconnectionTime = Number(value);
  }

  dispatch(): void {
    this.lastEventId = this.nextId;
    if (this.data !== "") this.events.push({ event: this.type || "message", data: this.data.slice(0, -1), id: this.lastEventId });
    this.data = "";
    this.type = "";
  }
}

/** A subject whose connections are made by `Stream`: the reference itself, or one with a fault. It may claim no timeouts, whose cases take time. */
export function referenceSubject(
  name: string,
  Stream: new (init: ConnectInit) => ReferenceStream = ReferenceStream,
  { claimsTimeouts = true }: { readonly claimsTimeouts?: boolean } = {},
): Subject {
  return {
    name,
    version: "1.0.0",
    capabilities: allCapabilities.filter((name) => claimsTimeouts || !name.endsWith("-timeout")),
    policies: { redirects: "followed", compression: "decompressed", noContent: "ends" },
    async connect(url, init) {
      const stream = new Stream(init);
      await stream.open(url);
      return stream;
    },
  };
}
