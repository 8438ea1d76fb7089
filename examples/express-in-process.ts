// Calls an Express app in the same process, without a port. The same works for Fastify, Koa and any other listener of node:http, over each of the four clients.
import { connectSSE } from "@sse/fetch";
import { appTransport } from "@sse/testing";
import express from "express";

const app = express();
app.use(express.json());
app.post("/countdown", (request, response) => {
  response.type("text/event-stream").flushHeaders();
  let count: number = request.body.from;
  const timer = setInterval(() => response.write(`event: count\nid: ${count}\ndata: ${count--}\n\n`), 10);
  response.on("close", () => {
    clearInterval(timer);
    console.log("the app sees that its reader is gone");
  });
});

const source = await connectSSE(appTransport(app).fetch, "POST", "/countdown", {
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ from: 3 }),
});
for await (const event of source) {
  console.log(event.event, event.data);
  if (event.data === "0") break;
}

// Prints:
//   count 3
//   count 2
//   count 1
//   count 0
//   the app sees that its reader is gone
