// Events over the fetch of the runtime.
import { connectSSE } from "@sse/fetch";
import { startServer } from "./server.ts";

const server = await startServer();

const source = await connectSSE(fetch, "GET", `${server.url}/sse`);
for await (const event of source) console.log(event.event, event.data, event.id);

server.close();

// Prints:
//   greeting hello 1
//   message world 2
