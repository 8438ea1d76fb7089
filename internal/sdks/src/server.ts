import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Sdk } from "./sdk.ts";

/** Answers one request of an SDK by hand. Whatever the SDK sends before that request is answered as the SDK expects. */
export class LocalServer {
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #before: Sdk["before"];
  readonly #stream: Promise<ServerResponse>;
  #open: (response: ServerResponse) => void = () => {};

  private constructor(before: Sdk["before"]) {
    this.#before = before;
    this.#stream = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  static async start({ before }: Pick<Sdk, "before">): Promise<LocalServer> {
    const server = new LocalServer(before);
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** The response to the request that asks for the event stream, once it has come. */
  get stream(): Promise<ServerResponse> {
    return this.#stream;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const other = this.#before?.({ method: request.method ?? "", body: await text(request) });
    if (!other) return this.#open(response);
    response.writeHead(other.status, { "content-type": "application/json" }).end(other.body);
  }

  /** Breaks off what is still open. */
  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

export const openStream = (response: ServerResponse): ServerResponse => response.writeHead(200, { "content-type": "text/event-stream" });
