import type { Socket } from "node:net";
import { createGzip, type Gzip } from "node:zlib";
import type { Drop } from "./plan.ts";

export interface BodyFormat {
  readonly gzip?: boolean;
  /** Otherwise the body ends with the connection, or has the length that a header gives. */
  readonly chunked?: boolean;
}

/** One request and its answer, written to the socket by hand, so that it can break off anywhere. */
export class Exchange {
  /** When the request came, in milliseconds of a monotonic clock. */
  readonly began: number = performance.now();
  readonly #socket: Socket;
  readonly #onEnd: () => void;
  #gzip: Gzip | undefined;
  #chunked = false;
  #wroteAt = this.began;
  #silence = 0;
  #isOpen = true;
  #settle = (): void => {};
  /** Settles when the exchange has ended, whoever ended it. */
  readonly over: Promise<void> = new Promise((settle) => {
    this.#settle = settle;
  });

  /** @param onEnd - called once, when either side has ended the exchange */
  constructor(socket: Socket, onEnd: () => void) {
    this.#socket = socket;
    this.#onEnd = onEnd;
    socket.once("close", this.#end);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Milliseconds for which nothing was written at the longest. */
  get silence(): number {
    return this.#isOpen ? Math.max(this.#silence, performance.now() - this.#wroteAt) : this.#silence;
  }

  async head(status: number, headers: readonly string[], { gzip = false, chunked = false }: BodyFormat = {}): Promise<void> {
    this.#chunked = chunked;
    if (gzip) this.#gzip = createGzip();
    await this.#send(headText(status, [...headers, ...(chunked ? ["transfer-encoding: chunked"] : [])]));
  }

  /** Part of a response's head, and then the end. */
  async cutHead(share: number, by: Drop): Promise<void> {
    const text = headText(200, ["content-type: text/event-stream", "transfer-encoding: chunked"]);
    await this.#send(text.slice(0, Math.floor(text.length * share)));
    this.drop(by);
  }

  /** Part of the body. It waits while the consumer doesn't read. */
  async write(bytes: Uint8Array): Promise<void> {
    await this.#sendChunk(await this.#encoded(bytes));
  }

  /** An HTTP chunk that is announced longer than it is. */
  async writeCutChunk(bytes: Uint8Array): Promise<void> {
    const encoded = await this.#encoded(bytes);
    if (this.#chunked) await this.#send(Buffer.concat([Buffer.from(`${(encoded.length + 100).toString(16)}\r\n`), encoded]));
    else await this.#send(encoded);
  }

  /** Ends the response as HTTP has it. Compressed data ends with its trailer only if it's `trailed`. */
  async end({ trailed = true, keepAlive = true } = {}): Promise<void> {
    if (this.#gzip && trailed) await this.#sendChunk(await this.#trailer(this.#gzip));
    if (this.#chunked) await this.#send("0\r\n\r\n");
    if (!this.#isOpen) return;
    this.#end();
    if (!keepAlive) this.#socket.end();
  }

  /** Breaks the connection off. */
  drop(by: Drop): void {
    this.#end();
    if (by === "reset") this.#socket.resetAndDestroy();
    else this.#socket.end();
  }

  async #encoded(bytes: Uint8Array): Promise<Uint8Array> {
    const gzip = this.#gzip;
    if (!gzip) return bytes;
    const parts: Buffer[] = [];
    const collect = (part: Buffer): unknown => parts.push(part);
    gzip.on("data", collect);
    gzip.write(bytes);
    await Promise.race([new Promise<void>((flushed) => gzip.flush(flushed)), this.over]);
    gzip.off("data", collect);
    return Buffer.concat(parts);
  }

  async #trailer(gzip: Gzip): Promise<Uint8Array> {
    const parts: Buffer[] = [];
    gzip.on("data", (part: Buffer) => parts.push(part));
    await Promise.race([new Promise<void>((ended) => gzip.once("end", ended).end()), this.over]);
    return Buffer.concat(parts);
  }

  async #sendChunk(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return; // would be the last chunk
    if (this.#chunked) await this.#send(Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n")]));
    else await this.#send(bytes);
  }

  async #send(bytes: Uint8Array | string): Promise<void> {
    if (!this.#isOpen) return;
    const now = performance.now();
    this.#silence = Math.max(this.#silence, now - this.#wroteAt);
    this.#wroteAt = now;
    if (this.#socket.write(bytes)) return;
    let drained = (): void => {};
    const drain = new Promise<void>((resolve) => {
      drained = resolve;
    });
    this.#socket.once("drain", drained);
    await Promise.race([drain, this.over]);
    this.#socket.off("drain", drained);
  }

  readonly #end = (): void => {
    if (!this.#isOpen) return;
    this.#silence = this.silence;
    this.#isOpen = false;
    this.#socket.off("close", this.#end);
    this.#gzip?.destroy();
    this.#settle();
    this.#onEnd();
  };
}

const headText = (status: number, headers: readonly string[]): string =>
  [`HTTP/1.1 ${status} Status`, `date: ${new Date().toUTCString()}`, ...headers, "\r\n"].join("\r\n");
