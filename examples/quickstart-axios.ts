// Events over axios, or any instance of it.
import { connectSSE } from "@sse/axios";
import axios from "axios";
import { startServer } from "./server.ts";

const server = await startServer();

const source = await connectSSE(axios, "GET", `${server.url}/sse`);
for await (const event of source) console.log(event.event, event.id, event.data);

server.close();

// Prints:
//   greeting 1 Hello
//   message 2 two
//   lines
//   message 2 Goodbye
