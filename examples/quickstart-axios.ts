// Events over axios, or any instance of it.
import { connectSSE } from "@sse/axios";
import axios from "axios";
import { startServer } from "./server.ts";

const server = await startServer();

const source = await connectSSE(axios, "GET", `${server.url}/sse`);
for await (const event of source) console.log(event.event, event.data, event.id);

server.close();

// Prints:
//   greeting hello 1
//   message world 2
