import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate as turn } from "node:timers/promises";

type Body = ReadableStream<Uint8Array>;

const bodies = new Map<string, Body>();
let address: Promise<string> | undefined;

/** Serves a stream to whoever asks first, chunk by chunk, for clients that fetch their bytes themselves. The server keeps no process alive. */
export async function serveOnce(body: Body): Promise<string> {
  address ??= listen();
  const path = `/${crypto.randomUUID()}`;
  bodies.set(path, body);
  return (await address) + path;
}

function listen(): Promise<string> {
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    const body = bodies.get(path);
    bodies.delete(path);
    // 204 tells a client that asks again to stop.
    if (!body) response.writeHead(204).end();
    // A client that leaves before the end is not interested in it.
    else send(body, response).catch(() => response.destroy());
  });
  server.unref();
  return new Promise((resolve, reject) => {
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

async function send(body: Body, response: ServerResponse): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.flushHeaders();
  for await (const chunk of body) {
    response.write(chunk);
    await turn();
  }
  response.end();
}
