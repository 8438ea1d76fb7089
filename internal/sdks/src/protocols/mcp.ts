import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { mcp } from "@sse/core/protocols";
import { block, type OtherResponse, type Sdk } from "../sdk.ts";

const rpc = (message: object): object => ({ jsonrpc: "2.0", ...message });
const progress = (done: number): object =>
  rpc({ method: "notifications/progress", params: { progressToken: 1, progress: done, total: 2 } });

/** Everything but the tool's call. */
function before({ method, body }: { readonly method: string; readonly body: string }): OtherResponse | undefined {
  if (method !== "POST") return { status: 405 };
  const message: { readonly id?: number; readonly method?: string } = JSON.parse(body);
  if (message.method === "tools/call") return undefined;
  if (message.method !== "initialize") return { status: 202 };
  const result = { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo: { name: "s", version: "1" } };
  return { status: 200, body: JSON.stringify(rpc({ id: message.id, result })) };
}

export const mcpClient: Sdk[] = [
  {
    title: "MCP: `client.callTool`",
    contract: mcp,
    contractName: "mcp",
    answer: [block(progress(1)), block(progress(2)), block(rpc({ id: 1, result: { content: [{ type: "text", text: "Hello" }] } }))],
    cutAfter: 2,
    error: block(rpc({ id: 1, error: { code: -32000, message: "overloaded" } })).text,
    before,
    waitsAfterEnd: true,
    async run({ url, fetch, show, signal }) {
      const client = new Client({ name: "c", version: "1" });
      await client.connect(new StreamableHTTPClientTransport(new URL(url), { fetch }));
      // Errors of the stream come here. The call itself waits for its timeout all the same.
      const failed = new Promise<never>((_, reject) => {
        client.onerror = reject;
      });
      const call = client.callTool({ name: "t", arguments: {} }, undefined, { onprogress: show, signal });
      try {
        show(await Promise.race([call, failed]));
      } finally {
        call.catch(() => {});
        await client.close();
      }
    },
  },
];
