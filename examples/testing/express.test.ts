import { connectSSE } from "@sse/fetch";
import { appTransport } from "@sse/testing";
import express, { type Response } from "express";
import { expect, it } from "vitest";

const readers = new Set<Response>();
const app = express();
app.use(express.json());
app.get("/news", (_, response) => {
  response.type("text/event-stream").flushHeaders();
  readers.add(response);
  response.on("close", () => readers.delete(response));
});
app.post("/news", (request, response) => {
  for (const reader of readers) reader.write(`event: news\ndata: ${JSON.stringify(request.body)}\n\n`);
  response.sendStatus(202);
});

it("brings news to whoever listens", async () => {
  const { fetch } = appTransport(app);
  const source = await connectSSE(fetch, "GET", "/news");

  await fetch("/news", { method: "POST", headers: { "content-type": "application/json" }, body: '{"title":"Rain"}' });
  for await (const event of source) {
    expect(event.json()).toEqual({ title: "Rain" });
    break;
  }
  await expect.poll(() => readers.size).toBe(0);
});
