/**
 * A server in a process of its own, so that it does not take the client's time: `/<count>` answers with that many events of 240 bytes, one
 * HTTP chunk each, `/named/<count>` the same with types and IDs, `/idle` with one event and then nothing, and `/held/<count>` with one event, and with the rest when somebody asks for `/release`.
 * `/burst/<bytes>` answers with one event, with so many bytes of data when somebody asks for `/release`, in HTTP chunks of 16 KB, and then nothing.
 * It tells its parent the port, and ends with it.
 *
 * Over plain sockets, with what it sends encoded beforehand: a server that encodes every chunk is slower than the clients, and would be what is measured.
 */
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { data, event, eventOf, type Shape } from "./event.ts";

const chunkOf = (event: Uint8Array): Buffer => Buffer.concat([Buffer.from(`${event.length.toString(16)}\r\n`), event, Buffer.from("\r\n")]);
const MANY = 256;
const one = { plain: chunkOf(event), named: chunkOf(eventOf("named")) };
const manyOf = (shape: Shape): Buffer => Buffer.concat(Array.from({ length: MANY }, (_, number) => chunkOf(eventOf(shape, number))));
const many = { plain: manyOf("plain"), named: manyOf("named") };
const IN_BURST = 68;
const burst = chunkOf(Buffer.concat(new Array<Uint8Array>(IN_BURST).fill(event)));
const headers = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n";
const end = "0\r\n\r\n";

const held: (() => void)[] = [];

async function answer(socket: Socket, path: string): Promise<void> {
  const [, kind = "", count = kind] = path.split("/");
  const shape: Shape = kind === "named" ? "named" : "plain";
  if (kind === "release") {
    socket.write("HTTP/1.1 204 No Content\r\n\r\n");
    for (const release of held.splice(0)) release();
    return;
  }
  // A connection that is kept for the next stream would be no part of what that stream takes.
  socket.write(`${headers}${kind === "held" ? "connection: close\r\n" : ""}\r\n`);
  if (kind === "idle" || kind === "held" || kind === "burst") socket.write(one.plain);
  if (kind === "idle") return;
  if (kind === "held" || kind === "burst") await new Promise<void>((release) => held.push(release));
  if (kind === "burst") {
    for (let sent = 0; sent < Number(count) && !socket.destroyed; sent += IN_BURST * data.length) {
      if (!socket.write(burst)) await once(socket, "drain");
    }
    return;
  }
  for (let left = Number(count) - (kind === "held" ? 1 : 0); left > 0 && !socket.destroyed; left -= MANY) {
    if (!socket.write(left >= MANY ? many[shape] : many[shape].subarray(0, left * one[shape].length))) await once(socket, "drain");
  }
  socket.write(end);
  if (kind === "held") socket.end();
}

const server = createServer({ noDelay: true }, (socket) => {
  let asked = "";
  socket.setEncoding("latin1").on("data", (text) => {
    asked += text;
    for (let at = asked.indexOf("\r\n\r\n"); at !== -1; at = asked.indexOf("\r\n\r\n")) {
      const path = asked.split(" ", 2)[1] ?? "/";
      asked = asked.slice(at + 4);
      answer(socket, path).catch(() => socket.destroy()); // the client has gone
    }
  });
  socket.on("error", () => socket.destroy());
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.(typeof address === "object" ? address?.port : undefined);
});
process.on("disconnect", () => process.exit());
