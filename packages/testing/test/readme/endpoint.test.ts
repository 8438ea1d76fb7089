import { connectSSE } from "@sse/fetch";
import { appTransport } from "@sse/testing";
import express from "express";
import { expect, it } from "vitest";

const app = express();
app.use(express.json());
app.post("/chat", (request, response) => {
  response.type("text/event-stream").flushHeaders();
  for (const word of request.body.prompt.split(" ")) response.write(`data: ${JSON.stringify({ word })}\n\n`);
  response.end();
});

it("streams a word an event", async () => {
  const source = await connectSSE(appTransport(app).fetch, "POST", "/chat", {
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ prompt: "Hello there" }),
  });
  const words: string[] = [];
  for await (const event of source) words.push(event.json<{ word: string }>().word);
  expect(words).toEqual(["Hello", "there"]);
});
