// Leaving the loop closes the connection: nothing else has to be done.
import { connectSSE } from "@sse/undici";
import { Agent } from "undici";
import { startServer } from "./server.ts";

const server = await startServer();

const source = await connectSSE(new Agent(), "GET", `${server.url}/temperature`);
for await (const event of source) {
  const { celsius } = event.json<{ celsius: number }>();
  if (celsius > 21) {
    console.log(`${celsius} °C at event ${event.id}`);
    break;
  }
}
await server.idle();
console.log(`${server.openStreams} streams open`);

server.close();

// Prints:
//   21.5 °C at event 3
//   0 streams open
