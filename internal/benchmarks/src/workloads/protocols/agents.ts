import { block, crlf, type Protocol } from "../protocol.ts";
import { many, type Random } from "../random.ts";
import { identifier, language, prose, uuid } from "../text.ts";

// JSON-RPC and its like: events with IDs, and results of some kilobytes.

const json = JSON.stringify;
const rpc = (fields: object): string => json({ jsonrpc: "2.0", ...fields });

/** https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#streamable-http */
export const mcp: Protocol = {
  id: "mcp",
  title: "MCP",
  stretch: (next) => {
    const stream = uuid(next);
    let count = 0;
    const message = (fields: object) =>
      block({ event: "message", id: `${stream}_${1_760_000_000_000 + count++}_${identifier(next, 8)}`, data: rpc(fields) });
    const progress = () =>
      message({ method: "notifications/progress", params: { progressToken: 3, progress: count, total: 100, message: "Reading files" } });
    const text = prose(next, language(next), 200 + next(7800));
    return [
      `id: ${stream}_0\nretry: 3000\ndata: \n\n`,
      ...many(next(12), progress),
      ": keepalive\n\n",
      ...many(next(3), () => message({ method: "notifications/message", params: { level: "info", data: prose(next, "english", 200) } })),
      message({ id: 3, result: { content: [{ type: "text", text }], structuredContent: { matches: count }, isError: false } }),
    ];
  },
};

/** https://a2a-protocol.org/latest/specification: servers in Python are on sse-starlette. */
export const a2a: Protocol = {
  id: "a2a",
  title: "A2A, CRLF",
  stretch: (next) => {
    const [taskId, contextId, artifactId, spoken] = [uuid(next), uuid(next), uuid(next), language(next)];
    const result = (fields: object) => crlf(block({ data: rpc({ id: 1, result: { taskId, contextId, ...fields } }) }));
    const status = (state: string, final: boolean) =>
      result({ kind: "status-update", status: { state, timestamp: "2026-11-26T09:30:00.000Z" }, final });
    return [
      status("working", false),
      ...many(3 + next(20), () => {
        const artifact = { artifactId, parts: [{ kind: "text", text: prose(next, spoken, 40 + next(500)) }] };
        return result({ kind: "artifact-update", artifact, append: true, lastChunk: false });
      }),
      crlf(": ping - 2026-11-26 09:30:15.000000+00:00\n\n"),
      status("completed", true),
    ];
  },
};

/** https://docs.langchain.com/langsmith/streaming: event types per mode, IDs of Redis streams. */
export const langGraph: Protocol = {
  id: "langgraph",
  title: "LangGraph, CRLF",
  stretch: (next) => {
    const [run_id, spoken] = [uuid(next), language(next)];
    let time = 1_764_000_000_000;
    const event = (type: string, data: unknown) => {
      time += next(90);
      return crlf(block({ id: `${time}-0`, event: type, data: json(data) }));
    };
    const metadata = { langgraph_node: "agent", langgraph_step: 1, run_id, ls_provider: "openai", ls_model_name: "gpt-5" };
    const chunk = () => [{ content: prose(next, spoken, 4), type: "AIMessageChunk", id: `run-${run_id}`, tool_calls: [] }, metadata];
    const message = () => ({ content: prose(next, spoken, 100 + next(900)), type: next(2) ? "human" : "ai", id: uuid(next) });
    return [
      event("metadata", { run_id, attempt: 1 }),
      event("values", { messages: many(1 + next(3), message) }),
      ...many(20 + next(60), () => event("messages", chunk())),
      crlf(": heartbeat\n\n"),
      event("updates", { agent: { messages: [message()] } }),
      event("values", { messages: many(2 + next(4), message) }),
    ];
  },
};

/** https://trpc.io/docs/server/subscriptions: the ID comes after the data, and two blank lines end a block. */
export const trpc: Protocol = {
  id: "trpc",
  title: "tRPC",
  stretch: (next: Random) => {
    const spoken = language(next);
    const post = (id: number) =>
      json({ json: { id, name: prose(next, "english", 6), text: prose(next, spoken, 10 + next(160)), likes: next(90) } });
    const first = next(1_000_000);
    return [
      `event: connected\ndata: ${json({ reconnectAfterInactivityMs: 3000 })}\n\n\n`,
      ...many(30 + next(40), (i) => (next(12) === 0 ? "event: ping\ndata: \n\n\n" : `data: ${post(first + i)}\nid: ${first + i}\n\n\n`)),
      "event: return\ndata: \n\n\n",
    ];
  },
};

/** https://github.com/graphql/graphql-over-http/blob/main/rfcs/GraphQLOverSSE.md */
export const graphql: Protocol = {
  id: "graphql",
  title: "graphql-sse",
  stretch: (next) => {
    const spoken = language(next);
    const author = () => ({ __typename: "User", id: identifier(next, 12), name: prose(next, "english", 8) });
    const message = () => ({
      __typename: "Message",
      id: identifier(next, 12),
      text: prose(next, spoken, 20 + next(300)),
      author: author(),
    });
    const event = () => block({ event: "next", data: json({ data: { messageAdded: message() } }) });
    return [":\n\n", ...many(10 + next(30), event), "event: complete\ndata: \n\n"];
  },
};
