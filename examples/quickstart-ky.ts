// Events over ky, or any instance of it.
import { connectSSE } from "@sse/ky";
import ky from "ky";
import { startServer } from "./server.ts";

const server = await startServer();

const source = await connectSSE(ky, "GET", `${server.url}/sse`);
for await (const event of source) console.log(event.event, event.data, event.id);

server.close();

// Prints:
//   greeting hello 1
//   message world 2
