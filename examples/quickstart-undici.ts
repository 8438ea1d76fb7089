// Events over undici: any Dispatcher is a client.
import { connectSSE } from "@sse/undici";
import { Agent } from "undici";
import { startServer } from "./server.ts";

const server = await startServer();

const source = await connectSSE(new Agent(), "GET", `${server.url}/sse`);
for await (const event of source) console.log(event.event, event.id, event.data);

server.close();

// Prints:
//   greeting 1 Hello
//   message 2 two
//   lines
//   message 2 Goodbye
