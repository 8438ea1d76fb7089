import { connect as connectSocket, type Socket } from "node:net";

/** A client that knows nothing of HTTP: it sends bytes, and collects what comes. */
export class RawClient {
  readonly socket: Socket;
  readonly ended: Promise<"end" | "reset">;
  #received = Buffer.alloc(0);
  #more = (): void => {};

  constructor(url: string, request = "") {
    const { port, pathname } = new URL(url);
    this.socket = connectSocket(Number(port), "127.0.0.1");
    this.socket.write(request || `GET ${pathname} HTTP/1.1\r\nHost: x\r\n\r\n`);
    this.socket.on("data", (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#more();
    });
    this.ended = new Promise((resolve) => {
      this.socket.on("end", () => resolve("end"));
      this.socket.on("error", () => resolve("reset"));
    });
  }

  get text(): string {
    return this.#received.toString();
  }

  get body(): Buffer {
    return this.#received.subarray(this.#received.indexOf("\r\n\r\n") + 4);
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#more = resolve;
      });
    }
  }
}
