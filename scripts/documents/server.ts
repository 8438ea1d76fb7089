import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Route = (request: IncomingMessage, response: ServerResponse) => void;

/** The server that the code in the documents talks to: there it is `http://localhost:8000`. */
const routes: Readonly<Record<string, Route>> = {
  "/sse": stream(["event: greeting\nid: 1\nretry: 3000\ndata: hello", "id: 2\ndata: world"]),
  "/chat": stream([...["Events", " arrive", " one", " by", " one."].map((token) => `data: ${JSON.stringify({ token })}`), "data: [DONE]"]),
  "/401": (_, response) => {
    response.writeHead(401, { "content-type": "application/json" }).end('{"error":"invalid token"}');
  },
};

function stream(events: readonly string[]): Route {
  return (request, response) => {
    request.resume();
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const event of events) response.write(`${event}\n\n`);
    response.end();
  };
}

/** Listens on a free port of the loopback interface. */
export async function startServer(): Promise<{ readonly origin: string; readonly close: () => void }> {
  const server: Server = createServer((request, response) => {
    const route = routes[new URL(request.url ?? "/", "http://localhost").pathname];
    if (route) route(request, response);
    else response.writeHead(404, { "content-type": "text/plain" }).end("not found");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
