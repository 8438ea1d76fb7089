// One POST, whose answer is resumed by GET when it breaks off, as the Model Context Protocol's streamable HTTP does. Nothing is posted twice.
import { connectSSE, reconnect } from "@sse/undici";
import { Agent } from "undici";
import { startFlakyServer } from "./flaky-server.ts";

const server = await startFlakyServer(5, 2);
const agent = new Agent();
const message = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call" });
const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };

const source = reconnect((resume) =>
  resume.lastEventId
    ? connectSSE(agent, "GET", server.url, resume)
    : connectSSE(agent, "POST", server.url, { headers, body: message, ...resume }),
);
for await (const event of source) console.log(event.data);
console.log(server.requests.join(", "));

server.close();
await agent.close();

// Prints:
//   event 1
//   event 2
//   event 3
//   event 4
//   event 5
//   POST, GET after 2, GET after 4, GET after 5
