/**
 * A server process of numbered events, to be killed: `node numbers-server.ts <port> <events> <a tick's events>`.
 *
 * Each request is answered from the number after its Last-Event-ID on, some events every 20 ms; a request after the last number by 204. It
 * tells its parent the port, and ends with it.
 */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const [port = 0, events = 1_000, perTick = 100] = process.argv.slice(2).map(Number);
const streams = new Map<ServerResponse, number>();

const server = createServer((request, response) => {
  const after = Number(request.headers["last-event-id"] ?? 0);
  if (after >= events) {
    response.writeHead(204).end();
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.flushHeaders();
  streams.set(response, after);
  response.on("close", () => streams.delete(response));
});
server.listen(port, "127.0.0.1", 1_024, () => {
  const address = server.address() as AddressInfo; // a string only for a pipe, null only before it listens
  process.send?.(address.port);
});
process.on("disconnect", () => process.exit());

setInterval(() => {
  for (const [response, after] of streams) {
    if (response.writableNeedDrain) continue;
    const last = Math.min(after + perTick, events);
    let text = "";
    for (let number = after + 1; number <= last; number++) text += `id: ${number}\ndata: ${number}\n\n`;
    streams.set(response, last);
    response.write(text);
    if (last === events) response.end();
  }
}, 20);
