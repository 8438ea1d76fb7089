import { Readable } from "node:stream";
import { connectSSE } from "@sse/fetch";
import { appTransport } from "@sse/testing";
import Fastify from "fastify";
import { expect, it } from "vitest";

const app = Fastify();
app.post<{ Body: { from: number } }>("/countdown", (request, reply) => {
  async function* counts() {
    for (let count = request.body.from; count > 0; count--) yield `data: ${count}\n\n`;
    throw new Error("launch failed");
  }
  return reply.type("text/event-stream").send(Readable.from(counts()));
});

it("breaks the connection when the launch fails", async () => {
  const source = await connectSSE(appTransport(app).fetch, "POST", "/countdown", {
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ from: 2 }),
  });
  const counts: string[] = [];
  const reading = (async () => {
    for await (const event of source) counts.push(event.data);
  })();
  await expect(reading).rejects.toMatchObject({ code: "ERR_SSE_DISCONNECTED" });
  expect(counts).toEqual(["2", "1"]);
});
