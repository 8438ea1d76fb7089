import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { mcp } from "@sse/core/protocols";
import { guardSSE } from "@sse/fetch";
import { expect, it, onTestFinished } from "vitest";

/** A server that begins its answer with an event that has only an ID and a reconnection time, ends it, and gives the rest to a GET. */
async function pollingServer(): Promise<URL> {
  const rpc = (id: number, result: object): string => JSON.stringify({ jsonrpc: "2.0", id, result });
  const server = createServer(async (request, response) => {
    const { id = 0, method }: { id?: number; method?: string } = JSON.parse((await text(request)) || "{}");
    const stream = { "content-type": "text/event-stream" };
    if (request.headers["last-event-id"] === "e1") response.writeHead(200, stream).end(`id: e2\ndata: ${rpc(1, { content: [] })}\n\n`);
    else if (method === "tools/call") response.writeHead(200, stream).end("id: e1\nretry: 1\ndata: \n\n");
    else if (method === "initialize") {
      const result = { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo: { name: "s", version: "1" } };
      response.writeHead(200, { "content-type": "application/json" }).end(rpc(id, result));
    } else response.writeHead(request.method === "GET" ? 405 : 202).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

it.each([
  ["without the guard", fetch],
  ["with the guard", guardSSE(fetch, mcp)],
])("MCP's client resumes an answer that the server cuts on purpose, %s", async (_, client) => {
  const mcpClient = new Client({ name: "c", version: "1" });
  await mcpClient.connect(new StreamableHTTPClientTransport(await pollingServer(), { fetch: client }));
  expect(await mcpClient.callTool({ name: "t", arguments: {} })).toEqual({ content: [] });
  await mcpClient.close();
});
