// Events over ky, or any instance of it.
import { connectSSE } from "@sse/ky";
import ky from "ky";
import { startServer } from "./server.ts";

const server = await startServer();

const source = await connectSSE(ky, "GET", `${server.url}/sse`);
for await (const event of source) console.log(event.event, event.id, event.data);

server.close();

// Prints:
//   greeting 1 Hello
//   message 2 two
//   lines
//   message 2 Goodbye
