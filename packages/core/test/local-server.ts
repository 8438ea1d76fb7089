import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { type ConnectOptions, connect, type EventSource, type Transport } from "../src/index.ts";

/** Listens on a free port until the test is over, and returns the URL. */
export async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/`;
}

/** A server whose event streams stay open after these blocks. It tells what happens to the first of them. */
export async function openStream(...blocks: string[]): Promise<{ url: string; requests(): number; closed: Promise<void> }> {
  let count = 0;
  let close = (): void => {};
  const closed = new Promise<void>((resolve) => {
    close = resolve;
  });
  const url = await listen((_: IncomingMessage, response: ServerResponse) => {
    count++;
    response.on("close", close);
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    for (const block of blocks) response.write(block);
  });
  return { url, requests: () => count, closed };
}

const transport: Transport<Response> = ({ method, url, headers, signal }) => fetch(url, { method, headers, signal });

/** As an adapter's `connectSSE`, over Node's fetch. */
export const connectSSE = (url: string, options?: ConnectOptions): Promise<EventSource<Response>> =>
  connect(transport, "GET", url, options);
