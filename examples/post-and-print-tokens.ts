// A POST with a JSON body, as a language model's API takes it, and its answer printed as it comes.
import { connectSSE } from "@sse/ky";
import ky from "ky";
import { startServer } from "./server.ts";

const server = await startServer();

const source = await connectSSE(ky, "POST", `${server.url}/chat`, { json: { prompt: "What is six times seven?" } });
let complete = false;
for await (const event of source) {
  complete = event.data === "[DONE]";
  if (complete) break;
  process.stdout.write(event.json<{ token: string }>().token);
}
// Without this, an answer that was cut short would look like a whole one.
console.log(complete ? "" : " … the answer was cut short");

server.close();

// Prints:
//   You asked: What is six times seven? The answer is 42.
