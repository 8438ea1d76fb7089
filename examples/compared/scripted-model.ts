import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A server that answers with what a test wants, and tells when the connection of its last answer is closed. */
export async function startModel(answer: (response: ServerResponse) => void): Promise<{ url: string; closed: Promise<void> }> {
  let close = (): void => {};
  const closed = new Promise<void>((resolve) => {
    close = resolve;
  });
  const server = createServer((request, response) => {
    response.on("close", close);
    request.resume().on("end", () => answer(response));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // a string only for a pipe, null only before it listens
  return { url: `http://127.0.0.1:${port}/`, closed };
}

/** An event stream of these blocks, which then ends or stays open. */
export const streamOf =
  (blocks: readonly string[], then: "end" | "hold" = "end") =>
  (response: ServerResponse): void => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const block of blocks) response.write(block);
    if (then === "end") response.end();
  };

/** A response that isn't an event stream. */
export const refuse =
  (status: number, body: string, type = "application/json") =>
  (response: ServerResponse): void => {
    response.writeHead(status, { "content-type": type }).end(body);
  };
