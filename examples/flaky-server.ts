// A server to reconnect to: it breaks each connection off after a few events, and resumes after the one that it is told.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface FlakyServer {
  readonly url: string;
  /** Every request so far: its method, and the event that it asked to resume after. */
  readonly requests: readonly string[];
  close(): void;
}

/** Serves events whose IDs count from 1 to `events`, `each` on a connection, then answers 204: there will be no more. */
export async function startFlakyServer(events: number, each: number): Promise<FlakyServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const after = Number(request.headers["last-event-id"] ?? 0);
    requests.push(after ? `${request.method} after ${after}` : String(request.method));
    if (after === events) {
      response.writeHead(204).end();
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream" });
    const ids = Array.from({ length: Math.min(each, events - after) }, (_, index) => after + 1 + index);
    const blocks = ids.map((id) => `id: ${id}\ndata: event ${id}\n\n`);
    // Half an event, and no last chunk: to the client the connection broke off.
    response.write(`retry: 300\n${blocks.join("")}data: eve`, () => response.socket?.end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a string only for a pipe, null only before it listens
  return {
    url: `http://127.0.0.1:${port}/events`,
    requests,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
