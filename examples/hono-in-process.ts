// A Hono app without a port: its `request` takes what `fetch` takes, and is a client as it stands.
import { connectSSE } from "@sse/fetch";
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";

const app = new Hono();
app.get("/countdown", (context) =>
  streamSSE(context, async (stream) => {
    stream.onAbort(() => console.log("the app sees that its reader is gone"));
    for (let count = 3; !stream.aborted; count--) {
      await stream.writeSSE({ event: "count", id: String(count), data: String(count) });
      await stream.sleep(10);
    }
  }),
);

const source = await connectSSE(app.request, "GET", "/countdown");
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
