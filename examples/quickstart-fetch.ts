// Events over the fetch of the runtime.
import { connectSSE } from "@sse/fetch";
import { startServer } from "./server.ts";

const server = await startServer();

const source = await connectSSE(fetch, "GET", `${server.url}/sse`);
for await (const event of source) console.log(event.event, event.id, event.data);

server.close();

// Prints:
//   greeting 1 Hello
//   message 2 two
//   lines
//   message 2 Goodbye
