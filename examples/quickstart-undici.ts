// Events over undici: any Dispatcher is a client.
import { connectSSE } from "@sse/undici";
import { Agent } from "undici";
import { startServer } from "./server.ts";

const server = await startServer();

const source = await connectSSE(new Agent(), "GET", `${server.url}/sse`);
for await (const event of source) console.log(event.event, event.data, event.id);

server.close();

// Prints:
//   greeting hello 1
//   message world 2
