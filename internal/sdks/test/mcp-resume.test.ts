import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { mcp } from "@sse/core/protocols";
import { guardSSE } from "@sse/fetch";
import { appTransport, sseResponse } from "@sse/testing";
import { expect, it } from "vitest";

/** A server that begins its answer with an event that has only an ID and a reconnection time, ends it, and gives the rest to a GET. */
async function pollingServer(request: Request): Promise<Response> {
  const { id = 0, method }: { id?: number; method?: string } = JSON.parse((await request.text()) || "{}");
  const rpc = (id: number, result: object) => ({ jsonrpc: "2.0", id, result });
  if (request.headers.get("last-event-id") === "e1") return sseResponse([{ id: "e2", data: rpc(1, { content: [] }) }]);
  if (method === "tools/call") return sseResponse([{ id: "e1", retry: 1, data: "" }]);
  if (method !== "initialize") return new Response(null, { status: request.method === "GET" ? 405 : 202 });
  return Response.json(rpc(id, { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo: { name: "s", version: "1" } }));
}

const { fetch } = appTransport(pollingServer);

it.each([
  ["without the guard", fetch],
  ["with the guard", guardSSE(fetch, mcp)],
])("MCP's client resumes an answer that the server cuts on purpose, %s", async (_, client) => {
  const mcpClient = new Client({ name: "c", version: "1" });
  await mcpClient.connect(new StreamableHTTPClientTransport(new URL("http://server.test/"), { fetch: client }));
  expect(await mcpClient.callTool({ name: "t", arguments: {} })).toEqual({ content: [] });
  await mcpClient.close();
});
