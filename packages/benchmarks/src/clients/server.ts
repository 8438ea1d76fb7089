/**
 * A server in a process of its own, so that it does not take the client's time: `GET /<count>` answers with that many events of 240 bytes,
 * one HTTP chunk each. It tells its parent the port, and ends with it.
 */
import { createServer } from "node:http";

const event = Buffer.from(`data: ${"x".repeat(232)}\n\n`);

const server = createServer(async (request, response) => {
  const count = Number(request.url?.slice(1));
  let proceed = (): void => {};
  response.on("drain", () => proceed()).on("close", () => proceed());
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (let sent = 0; sent < count && !response.destroyed; sent++) {
    if (!response.write(event)) {
      await new Promise<void>((resolve) => {
        proceed = resolve;
      });
    }
  }
  response.end();
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.(typeof address === "object" ? address?.port : undefined);
});
process.on("disconnect", () => process.exit());
