/**
 * A server in a process of its own, so that it does not take the client's time: `/<count>` answers with that many events of 240 bytes, one
 * HTTP chunk each, `/idle` with one event and then nothing, `/opened` with how often `/idle` was asked for. It tells its parent the port, and
 * ends with it.
 *
 * Over plain sockets, with what it sends encoded beforehand: a server that encodes every chunk is slower than the clients, and would be what is measured.
 */
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { event } from "./event.ts";

const chunk = Buffer.concat([Buffer.from(`${event.length.toString(16)}\r\n`), event, Buffer.from("\r\n")]);
const MANY = 256;
const chunks = Buffer.concat(new Array<Buffer>(MANY).fill(chunk));
const head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
const end = "0\r\n\r\n";

let opened = 0;

async function answer(socket: Socket, path: string): Promise<void> {
  if (path === "/opened") {
    const text = String(opened);
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${text.length}\r\n\r\n${text}`);
  } else if (path === "/idle") {
    opened++;
    socket.write(head);
    socket.write(chunk);
  } else {
    socket.write(head);
    for (let left = Number(path.slice(1)); left > 0 && !socket.destroyed; left -= MANY) {
      if (!socket.write(left >= MANY ? chunks : chunks.subarray(0, left * chunk.length))) await once(socket, "drain");
    }
    socket.write(end);
  }
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
