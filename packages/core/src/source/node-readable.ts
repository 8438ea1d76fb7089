import type { Failure } from "../endable-iterator.ts";

/** The part of a Node `Readable` that is used, so that core needs no `node:` types. */
export interface NodeReadable {
  readonly destroyed: boolean;
  readonly errored?: unknown;
  /** `true` while something receives its data. */
  readonly readableFlowing?: boolean | null;
  /** `true` once something has received its data, even if it is paused now. */
  readonly readableDidRead?: boolean;
  read(): Uint8Array | string | null;
  destroy(): unknown;
  on(event: string, listener: (error?: unknown) => void): unknown;
}

export function isNodeReadable(body: object): body is NodeReadable {
  const { read, on, destroy }: Partial<Record<string, unknown>> = body as Partial<Record<string, unknown>>;
  return typeof read === "function" && typeof on === "function" && typeof destroy === "function";
}

/** Whether this is a Node stream that nothing reads or has read. */
export const isUnreadNodeReadable = (body: unknown): body is NodeReadable =>
  typeof body === "object" && body !== null && isNodeReadable(body) && !isRead(body);

/** Whether something reads the stream, or has read from it and paused it. Either way its first events are gone. */
const isRead = (stream: NodeReadable): boolean => !!(stream.readableFlowing || stream.readableDidRead);

/**
 * A Node `Readable` as a body under the transport contract.
 *
 * It has advantages over the stream's own async iterator:
 *
 * - Everything that is buffered comes as one chunk.
 * - `return()` destroys the stream at once, even if nothing was read.
 * - What was received before a connection broke is delivered before the error.
 * - An error that comes while nothing is read waits for the reader instead of ending the process.
 *
 * @throws TypeError when something else reads the stream or has read from it, because its first events would be missing.
 */
export function fromNodeReadable(stream: NodeReadable): AsyncIterableIterator<Uint8Array | string> {
  if (isRead(stream)) throw new TypeError("Expected an unread stream, got one whose data something else has received");
  return new NodeReader(stream);
}

type Chunk = IteratorResult<Uint8Array | string, undefined>;

class NodeReader implements AsyncIterableIterator<Uint8Array | string> {
  readonly #stream: NodeReadable;
  #ended = false;
  #failure: Failure | undefined;
  #listening = false;
  /** The pending call of `next()`. */
  #waiting: { resolve(chunk: Chunk): void; reject(error: unknown): void } | undefined;

  constructor(stream: NodeReadable) {
    this.#stream = stream;
    stream.on("error", (error) => this.#fail(error));
    stream.on("close", () => this.#onClose());
    stream.on("end", () => {
      this.#ended = true;
      this.#serve();
    });
    if (stream.destroyed) this.#onClose();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Chunk> {
    // Not in the constructor, because this listener makes the stream read ahead.
    if (!this.#listening) this.#stream.on("readable", () => this.#serve());
    this.#listening = true;
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#serve();
    });
  }

  async return(): Promise<Chunk> {
    this.#stream.destroy();
    return { done: true, value: undefined };
  }

  #serve(): void {
    const waiting = this.#waiting;
    if (!waiting) return;
    const value = this.#stream.read();
    if (value !== null) waiting.resolve({ done: false, value });
    else if (this.#ended) waiting.resolve({ done: true, value: undefined });
    else if (this.#failure) waiting.reject(this.#failure.error);
    else return;
    this.#waiting = undefined;
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#serve();
  }

  #onClose(): void {
    if (!this.#ended) this.#fail(this.#stream.errored ?? new Error("Expected the stream to end, got it closed before"));
  }
}
