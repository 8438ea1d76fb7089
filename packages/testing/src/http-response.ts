import { brokenConnection } from "./connection-error.ts";
import type { AppResponse, Body } from "./exchange.ts";
import type { Connection } from "./in-process-socket.ts";

const LF = 10;
const latin1 = (bytes: Uint8Array): string => {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
};

/**
 * Reads the response that Node's HTTP server writes.
 *
 * It reads what that server can write: header sections that are well formed, and bodies in chunks, of a known length, or up to the end of the
 * connection. https://www.rfc-editor.org/rfc/rfc9112
 *
 * @throws the connection's error, if it breaks before the header section is complete.
 */
export async function readResponse(connection: Connection, method: string): Promise<AppResponse> {
  const input = new Input(connection);
  for (;;) {
    const [, code = "0", statusText = ""] = /^HTTP\/1\.[01] (\d{3}) ?(.*)$/.exec(await input.line()) ?? [];
    const headers: [string, string][] = [];
    for (let line = await input.line(); line !== ""; line = await input.line()) {
      const colon = line.indexOf(":");
      headers.push([line.slice(0, colon), line.slice(colon + 1).trim()]);
    }
    const status = Number(code);
    if (status < 200) continue; // 100 Continue and 103 Early Hints come before the response.
    const empty = method === "HEAD" || status === 204 || status === 304;
    if (empty) connection.destroy();
    return {
      status,
      statusText,
      headers: headers.filter(([name]) => !/^(connection|keep-alive)$/i.test(name)),
      body: empty ? undefined : bodyOf(input, headers),
    };
  }
}

function bodyOf(input: Input, headers: readonly (readonly [string, string])[]): Body {
  const header = (wanted: string): string | undefined => headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
  const length = header("content-length");
  const chunks = /\bchunked$/i.test(header("transfer-encoding") ?? "")
    ? chunked(input)
    : length === undefined
      ? untilClosed(input)
      : ofLength(input, Number(length));
  return {
    async read() {
      const { value } = await chunks.next();
      if (!value) input.connection.destroy();
      return value ?? undefined;
    },
    cancel: () => input.connection.destroy(),
  };
}

async function* chunked(input: Input): AsyncGenerator<Uint8Array, void> {
  for (;;) {
    const size = Number.parseInt(await input.line(), 16);
    if (size === 0) break;
    yield* ofLength(input, size);
    await input.line();
  }
  while ((await input.line()) !== ""); // Trailers.
}

async function* ofLength(input: Input, length: number): AsyncGenerator<Uint8Array, void> {
  for (let left = length; left > 0; ) {
    const bytes = await input.bytes(left);
    if (!bytes) throw brokenConnection();
    left -= bytes.length;
    yield bytes;
  }
}

async function* untilClosed(input: Input): AsyncGenerator<Uint8Array, void> {
  for (let bytes = await input.bytes(); bytes; bytes = await input.bytes()) yield bytes;
}

/** What has come over the connection and isn't read yet. */
class Input {
  readonly connection: Connection;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(connection: Connection) {
    this.connection = connection;
  }

  /** The bytes that are there, or else the next that come, up to this many; `undefined` at the end. */
  async bytes(limit: number = Number.POSITIVE_INFINITY): Promise<Uint8Array | undefined> {
    return (await this.#isThere()) ? this.#take(limit) : undefined;
  }

  /** Up to the next CRLF, without it. */
  async line(): Promise<string> {
    let line = "";
    while (!line.endsWith("\n")) {
      if (!(await this.#isThere())) throw brokenConnection();
      const end = this.#rest.indexOf(LF);
      line += latin1(this.#take(end === -1 ? this.#rest.length : end + 1));
    }
    return line.replace(/\r?\n$/, "");
  }

  async #isThere(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const more = await this.connection.read();
      if (!more) return false;
      this.#rest = more;
    }
    return true;
  }

  #take(limit: number): Uint8Array {
    const taken = this.#rest.subarray(0, limit);
    this.#rest = this.#rest.subarray(taken.length);
    return taken;
  }
}
