import { connect, type Socket } from "node:net";
import { ReferenceStream } from "./reference-client.ts";

/** What a connection brings, read piece by piece. */
export class WireReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);
  #start = (): void => {};
  readonly #started = new Promise<void>((resolve) => {
    this.#start = resolve;
  });

  constructor(socket: Socket) {
    this.#chunks = socket[Symbol.asyncIterator]();
  }

  /** Settles when the first byte is there, or the connection has ended. */
  get started(): Promise<void> {
    return this.#started;
  }

  /** Puts back what was read too early. */
  giveBack(bytes: Buffer): void {
    this.#held = Buffer.concat([bytes, this.#held]);
  }

  /** Up to `most` bytes, at least one; `undefined` at the end of the connection. */
  async some(most: number): Promise<Buffer | undefined> {
    if (this.#held.length === 0 && !(await this.#more())) return undefined;
    const taken = this.#held.subarray(0, most);
    this.#held = this.#held.subarray(most);
    return taken;
  }

  /** A line without its CRLF, in Latin-1. @throws Error at the end of the connection, or if it is longer than a header section may be. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.#held.indexOf("\r\n");
      if (end !== -1) {
        const line = this.#held.toString("latin1", 0, end);
        this.#held = this.#held.subarray(end + 2);
        return line;
      }
      if (this.#held.length > 65_536) throw new Error("a line without end");
      if (!(await this.#more())) throw new Error("the connection closed within a line");
    }
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#chunks.next().finally(this.#start);
    if (done) return false;
    this.#held = Buffer.concat([this.#held, value]);
    return true;
  }
}

/** The beginning of a response. */
export interface Head {
  readonly status: number;
  readonly version: string;
  readonly headers: Headers;
}

/**
 * The reference client over a socket of its own, instead of fetch: what HTTP/1.1 asks of a client can be got wrong here. It follows no redirect,
 * undoes no compression and takes 204 for an error.
 */
export class SocketStream extends ReferenceStream {
  override async send(url: string, headers: Headers): Promise<Response> {
    const { hostname, port } = new URL(url);
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: this.keepsItsHalfOpen });
    socket.on("error", () => {});
    this.controller.signal.addEventListener("abort", () => socket.destroy());
    socket.write(this.request(url, headers), "latin1");
    const wire = new WireReader(socket);
    const head = await this.responseHead(wire);
    const body = streamOf(this.body(head, wire));
    return new Response(head.status === 204 || head.status === 304 ? null : body, head);
  }

  readonly keepsItsHalfOpen: boolean = false;

  request(url: string, headers: Headers): string {
    const { host } = new URL(url);
    const { method = "GET", body = "" } = this.init;
    const bytes = Buffer.from(body).toString("latin1");
    const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`).join("");
    const length = body === "" ? "" : `content-length: ${bytes.length}\r\n`;
    return `${method} ${this.target(url)} HTTP/1.1\r\nhost: ${host}\r\n${lines}${length}\r\n${bytes}`;
  }

  target(url: string): string {
    const { pathname, search } = new URL(url);
    return pathname + search;
  }

  /** The first head that isn't an interim one: https://www.rfc-editor.org/rfc/rfc9110.html#section-15.2 */
  async responseHead(wire: WireReader): Promise<Head> {
    for (;;) {
      const head = await this.head(wire);
      if (head.status >= 200) return head;
    }
  }

  async head(wire: WireReader): Promise<Head> {
    const [, version = "", status] = this.statusLine.exec(await wire.line()) ?? [];
    if (status === undefined) throw new Error("the answer isn't HTTP");
    const headers = new Headers();
    let size = 0;
    for (let line = await wire.line(); line !== ""; line = await wire.line()) {
      size += line.length;
      if (size > this.largestHead) throw new Error("a header section without end");
      this.field(line, headers);
    }
    return { status: Number(status), version, headers };
  }

  readonly statusLine: RegExp = /^HTTP\/(1\.[01]) (\d{3})(?: .*)?$/;
  readonly largestHead: number = 65_536;

  field(line: string, headers: Headers): void {
    const colon = line.indexOf(":");
    headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }

  /** https://www.rfc-editor.org/rfc/rfc9112.html#section-6.3 */
  body({ headers }: Head, wire: WireReader): AsyncGenerator<Uint8Array> {
    if (headers.get("transfer-encoding")?.toLowerCase() === "chunked") return this.chunked(wire);
    const length = headers.get("content-length");
    return length === null ? this.untilTheEnd(wire) : this.ofLength(Number(length), wire);
  }

  async *untilTheEnd(wire: WireReader): AsyncGenerator<Uint8Array> {
    for (let piece = await wire.some(65_536); piece; piece = await wire.some(65_536)) yield piece;
  }

  async *ofLength(length: number, wire: WireReader): AsyncGenerator<Uint8Array> {
    for (let left = length; left > 0; ) {
      const piece = await wire.some(left);
      if (!piece) return this.incomplete();
      left -= piece.length;
      yield piece;
    }
  }

  async *chunked(wire: WireReader): AsyncGenerator<Uint8Array> {
    for (;;) {
      const size = this.chunkSize(await wire.line().catch(() => this.incompleteLine()));
      if (size === 0) break;
      yield* this.ofLength(size, wire);
      await wire.line();
    }
    for (const line of await this.trailers(wire)) yield Buffer.from(line);
  }

  chunkSize(line: string): number {
    const [, digits] = /^([0-9a-f]+)[ \t]*(?:;.*)?$/i.exec(line) ?? [];
    if (digits === undefined) throw new Error(`${JSON.stringify(line)} isn't the size of a chunk`);
    return Number.parseInt(digits, 16);
  }

  /** What of the trailer section belongs to the body: nothing. */
  async trailers(wire: WireReader): Promise<string[]> {
    while ((await wire.line()) !== "");
    return [];
  }

  /** The connection closed before the body was complete. */
  incomplete(): void {
    throw new Error("the body is incomplete");
  }

  incompleteLine(): string {
    throw new Error("the last chunk is missing");
  }

  override isAccepted(status: number, contentType: string): boolean {
    return status !== 204 && this.isUncompressed() && super.isAccepted(status, contentType);
  }

  isUncompressed(): boolean {
    return !this.response.headers.has("content-encoding");
  }
}

/** One piece for each time that the reader asks. */
export function streamOf(pieces: AsyncIterator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
    },
    { highWaterMark: 0 },
  );
}
