import type { Server } from "node:http";
import type { Duplex } from "node:stream";
import { builtin } from "./builtin.ts";
import { brokenConnection } from "./connection-error.ts";

/** The client's end of a connection to a Node server in the same process. */
export interface Connection {
  /** The next bytes that the server sends; `undefined` when it has closed in order. Rejects when it broke the connection. */
  read(): Promise<Uint8Array | undefined>;
  /** Sends bytes, and resolves when the server takes more. Rejects when the connection is closed. */
  write(bytes: Uint8Array): Promise<void>;
  /** Closes the connection. */
  destroy(): void;
}

/**
 * Connects to a Node server without a port: the server gets one end of a stream in memory as the socket of a new connection, as
 * https://nodejs.org/api/http.html#event-connection describes. So the app sees the `IncomingMessage` and the `ServerResponse` of Node's own HTTP,
 * with its backpressure, its events and a socket.
 */
export function connectTo(server: Server, secure: boolean): Connection {
  const { Duplex } = builtin<typeof import("node:stream")>("node:stream", "Node listeners");
  const client = new ClientEnd();
  const socket = new Duplex({
    read: () => client.sent(),
    write: (bytes: Uint8Array, _encoding, taken) => client.receive(bytes, taken),
    final(done) {
      client.end();
      done();
    },
    destroy(error, done) {
      client.break(error ?? undefined);
      done(error);
    },
  });
  // The client gets an error of this socket anyway, but without a listener it would also end the process.
  socket.on("error", () => {});
  client.socket = socket;
  server.emit("connection", asSocket(socket, secure));
  return client;
}

/**
 * Bytes that a connection takes from the server before the client has read them, as the kernel's buffer does for a socket. They arrive even if the
 * server then breaks the connection.
 */
const ROOM = 65_536;

class ClientEnd implements Connection {
  socket: Duplex | undefined;
  /** What the server has sent, and the client hasn't read. */
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  /** Tells the server that it can send more, if it waits for room. */
  #taken: (() => void) | undefined;
  #reader: { resolve(bytes: Uint8Array | undefined): void; reject(error: unknown): void } | undefined;
  #writer: { resolve(): void; reject(error: unknown): void } | undefined;
  #ended = false;
  #broken: Error | undefined;

  read(): Promise<Uint8Array | undefined> {
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
      this.#serve();
    });
  }

  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#broken) reject(this.#broken);
      else if (this.socket?.push(bytes)) resolve();
      else this.#writer = { resolve, reject };
    });
  }

  destroy(): void {
    this.#chunks.length = 0;
    this.socket?.destroy();
  }

  // Called by the socket.

  /** The server has sent bytes. It can send more as soon as there is room. */
  receive(bytes: Uint8Array, taken: () => void): void {
    // A copy: once they are taken, the server may use its buffer for something else.
    this.#chunks.push(new Uint8Array(bytes));
    this.#size += bytes.length;
    this.#taken = taken;
    this.#serve();
    this.#makeRoom();
  }

  /** The server has read what the client sent. */
  sent(): void {
    const writer = this.#writer;
    this.#writer = undefined;
    writer?.resolve();
  }

  /** The server sends nothing more. */
  end(): void {
    this.#ended = true;
    this.#serve();
  }

  /** The connection is closed in both directions. */
  break(error: Error | undefined): void {
    this.#broken = brokenConnection(error);
    this.#writer?.reject(this.#broken);
    this.#serve();
  }

  #serve(): void {
    const reader = this.#reader;
    if (!reader) return;
    const chunk = this.#chunks.shift();
    if (!(chunk || this.#ended || this.#broken)) return;
    // Before the calls: they lead to the next read or the next write.
    this.#reader = undefined;
    if (chunk) {
      reader.resolve(chunk);
      this.#size -= chunk.length;
      this.#makeRoom();
    } else if (this.#ended) reader.resolve(undefined);
    else reader.reject(this.#broken);
  }

  #makeRoom(): void {
    if (this.#size >= ROOM) return;
    const taken = this.#taken;
    this.#taken = undefined;
    taken?.();
  }
}

/** Adds the members of a socket that Node's HTTP server, frameworks and apps use. Without a network, most of them do nothing. */
function asSocket(stream: Duplex, secure: boolean): Duplex {
  const self = (): Duplex => stream;
  return Object.assign(stream, {
    encrypted: secure,
    remoteAddress: "127.0.0.1",
    remoteFamily: "IPv4",
    remotePort: 0,
    localAddress: "127.0.0.1",
    localPort: secure ? 443 : 80,
    setTimeout: self,
    setNoDelay: self,
    setKeepAlive: self,
    ref: self,
    unref: self,
    destroySoon: () => void stream.end(() => stream.destroy()),
    resetAndDestroy: () => stream.destroy(),
  });
}
