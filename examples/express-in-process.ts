// Calls an Express app without a port. light-my-request calls the app, and a transport around it takes the place of a client.
// The same works for Fastify, Koa and any other listener of node:http.
import { connect, type Transport } from "@sse/core";
import express from "express";
import inject, { type DispatchFunc, type Response } from "light-my-request";

const over =
  (app: DispatchFunc): Transport<Response> =>
  async ({ method, url, headers, body, signal }) => {
    const payload = typeof body === "string" ? { payload: body } : {};
    const raw = await inject(app, { method, url, headers, signal, ...payload, payloadAsStream: true });
    return { status: raw.statusCode, headers: raw.headers, body: raw.stream(), raw };
  };

const app = express();
app.get("/countdown", (_, response) => {
  response.type("text/event-stream").flushHeaders();
  let count = 3;
  const timer = setInterval(() => response.write(`event: count\nid: ${count}\ndata: ${count--}\n\n`), 10);
  response.on("close", () => {
    clearInterval(timer);
    console.log("the app sees that its reader is gone");
  });
});

const source = await connect(over(app), "GET", "/countdown");
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
