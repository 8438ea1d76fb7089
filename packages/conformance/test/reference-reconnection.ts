import type { ConnectInit, Connection, Subject, SubjectEvent } from "../src/subject.ts";
import { hasOwnId, ReferenceStream, Unsendable } from "./reference-client.ts";

/** Reconnects as the specification says, slowly and obviously: the check on the reconnecting cases. */
export class ReferenceReconnection implements Connection {
  readonly url: string;
  readonly init: ConnectInit;
  id: string;
  retry = 50;
  /** Connections since one was last up for a while. */
  row = 0;
  ended = false;
  failure: { readonly error: unknown } | undefined;
  stream: ReferenceStream | undefined;
  timer: ReturnType<typeof setTimeout> | undefined;
  wake = (): void => {};

  constructor(url: string, init: ConnectInit) {
    this.url = url;
    this.init = init;
    this.id = init.lastEventId ?? "";
    init.signal?.addEventListener("abort", this.onAbort);
  }

  get lastEventId(): string {
    return this.id;
  }

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
      if (this.failure !== undefined) {
        const { error } = this.failure;
        this.failure = undefined;
        throw error;
      }
      if (this.ended) return { done: true, value: undefined };
      let error: unknown;
      try {
        this.stream ??= await this.connect();
        const result = await this.stream.next();
        this.id = this.idAfter(this.stream, result.value);
        if (!result.done && !this.isRepeated(result.value)) return result;
        if (!result.done) continue;
      } catch (thrown) {
        error = thrown;
      }
      if (!this.ended) await this.recover(error);
    }
  }

  readonly seen = new Set<string>();

  /** Whether an event was delivered before, where the caller asks for that. */
  isRepeated(event: SubjectEvent): boolean {
    if (!this.init.dedupe || !hasOwnId(event)) return false;
    if (this.seen.has(event.id)) return true;
    this.seen.add(event.id);
    return false;
  }

  async connect(): Promise<ReferenceStream> {
    const { signal: _, ...init } = this.init;
    const stream = this.makeStream({ ...init, lastEventId: this.canBeSent(this.id) ? this.id : "" });
    this.stream = stream;
    await stream.open(this.url);
    return stream;
  }

  makeStream(init: ConnectInit): ReferenceStream {
    return new ReferenceStream(init);
  }

  canBeSent(id: string): boolean {
    return [...id].every((character) => character === "\t" || (character >= " " && character !== "\u007f"));
  }

  /** Where the stream brought no ID, the one before stays. That holds for one that could not be sent as well. */
  idAfter({ decoder }: ReferenceStream, _event?: SubjectEvent): string {
    return decoder.hasSentId ? decoder.lastEventId : this.id;
  }

  async recover(error: unknown): Promise<void> {
    const { stream } = this;
    this.stream = undefined;
    if (stream !== undefined) {
      this.release(stream);
      if (stream.response !== undefined) this.id = this.idAfter(stream);
      this.retry = stream.reconnectionTime ?? this.retry;
    }
    if (this.isFinal(stream?.response, error)) {
      if (error === undefined) this.close();
      else this.fail(error);
      return;
    }
    await this.wait(this.delay(stream?.response));
  }

  release(stream: ReferenceStream): void {
    stream.close();
  }

  /** Any status but 200 and any other content type; and what must not be repeated. */
  isFinal(response: Response | undefined, error: unknown): boolean {
    if ((this.init.method ?? "GET") !== "GET" || error instanceof Unsendable) return true;
    if (response === undefined) return false;
    return this.isRefused(response, error);
  }

  isRefused(response: Response, _error: unknown): boolean {
    return response.status !== 200 || !(response.headers.get("content-type") ?? "").startsWith("text/event-stream");
  }

  /** Milliseconds: what the server asks for, within what a timer takes; from the second connection in a row on, not too little. */
  delay(_response?: Response): number {
    this.row += 1;
    return this.jittered(Math.max(this.retry, this.row > 1 ? 75 : 0));
  }

  /** A quarter more at most, and no more than a timer can hold. */
  jittered(delay: number): number {
    return Math.min(delay * (1 + Math.random() / 4), 2 ** 31 - 1);
  }

  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
      this.timer = setTimeout(resolve, milliseconds);
    });
  }

  readonly onAbort = (): void => this.fail(this.init.signal?.reason);

  fail(error: unknown): void {
    if (!this.ended) this.failure = { error };
    this.close();
  }

  close(): void {
    if (this.ended) return;
    this.ended = true;
    this.init.signal?.removeEventListener("abort", this.onAbort);
    clearTimeout(this.timer);
    this.stream?.close();
    this.wake();
  }
}

/** As correct: asks again after a server error, when the server's `Retry-After` is over. */
export class PatientReconnection extends ReferenceReconnection {
  override isRefused(response: Response, error: unknown): boolean {
    return response.status < 500 && super.isRefused(response, error);
  }

  override delay(response?: Response): number {
    return Math.max(super.delay(), this.retryAfter(response));
  }

  retryAfter(response?: Response): number {
    return Number(response?.headers.get("retry-after") ?? 0) * 1_000;
  }
}

export type ReconnectionClass = new (url: string, init: ConnectInit) => ReferenceReconnection;

/** A subject that reconnects by `Reconnection`: the reference itself, or one with a fault. */
export function reconnectingSubject(name: string, Reconnection: ReconnectionClass = ReferenceReconnection): Subject {
  const patient = Reconnection === PatientReconnection || Reconnection.prototype instanceof PatientReconnection;
  return {
    name,
    version: "1.0.0",
    capabilities: [
      "event-type",
      "event-id",
      "last-event-id",
      "method",
      "headers",
      "body",
      "signal",
      "send-last-event-id",
      "idle-timeout",
      "dedupe",
    ],
    policies: { redirects: "followed", serverErrors: patient ? "retried" : "fatal" },
    reconnect: async (url, init) => new Reconnection(url, init),
  };
}
