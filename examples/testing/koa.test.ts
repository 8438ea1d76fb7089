import { PassThrough } from "node:stream";
import { connectSSE } from "@sse/fetch";
import { appTransport } from "@sse/testing";
import Koa from "koa";
import { expect, it } from "vitest";

const app = new Koa();
app.use((context) => {
  const id = Number(context.get("last-event-id") || 0);
  const body = new PassThrough();
  body.end(`id: ${id + 1}\ndata: first\n\nid: ${id + 2}\ndata: second\n\n`);
  context.type = "text/event-stream";
  context.body = body;
});

it("goes on after the last event ID", async () => {
  const source = await connectSSE(appTransport(app).fetch, "GET", "/events", { lastEventId: "41" });
  const ids: string[] = [];
  for await (const event of source) ids.push(event.id);
  expect(ids).toEqual(["42", "43"]);
});
