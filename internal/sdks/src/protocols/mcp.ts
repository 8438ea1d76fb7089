import { Client as ClientV2, StreamableHTTPClientTransport as TransportV2 } from "@modelcontextprotocol/client";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { mcp } from "@sse/core/protocols";
import { block, type OtherResponse, type Sdk, type SdkRequest } from "../sdk.ts";

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

const shared = {
  contract: mcp,
  contractName: "mcp",
  answer: [block(progress(1)), block(progress(2)), block(rpc({ id: 1, result: { content: [{ type: "text", text: "Hello" }] } }))],
  cutAfter: 2,
  error: block(rpc({ id: 1, error: { code: -32000, message: "overloaded" } })).text,
  before,
  waitsAfterEnd: true,
} as const satisfies Partial<Sdk>;

const info = { name: "c", version: "1" };
const tool = { name: "t", arguments: {} };

/** What comes first: the result of a call, or an error of the stream, for which the call itself doesn't stop waiting. */
async function firstOf(
  client: Pick<Client | ClientV2, "close"> & { onerror?: ((error: Error) => void) | undefined },
  { show, signal }: SdkRequest,
  call: (options: { readonly onprogress: (progress: unknown) => void; readonly signal: AbortSignal }) => Promise<unknown>,
): Promise<void> {
  const failed = new Promise<never>((_, reject) => {
    client.onerror = reject;
  });
  const result = call({ onprogress: show, signal });
  try {
    show(await Promise.race([result, failed]));
  } finally {
    result.catch(() => {});
    await client.close();
  }
}

export const mcpClient: Sdk[] = [
  {
    title: "MCP 1: `client.callTool`",
    ...shared,
    async run(request) {
      const client = new Client(info);
      await client.connect(new StreamableHTTPClientTransport(new URL(request.url), { fetch: request.fetch }));
      await firstOf(client, request, (options) => client.callTool(tool, undefined, options));
    },
  },
  {
    title: "MCP 2: `client.callTool`",
    ...shared,
    async run(request) {
      const client = new ClientV2(info);
      await client.connect(new TransportV2(new URL(request.url), { fetch: request.fetch }));
      await firstOf(client, request, (options) => client.callTool(tool, options));
    },
  },
];
