import { connectSSE } from "@sse/fetch";
import { appTransport } from "@sse/testing";
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { expect, it } from "vitest";

const readers = new Set<string>();
const app = new Hono();
app.get("/ticks/:reader", (context) =>
  streamSSE(context, async (stream) => {
    const reader = context.req.param("reader");
    readers.add(reader);
    stream.onAbort(() => void readers.delete(reader));
    for (let tick = 1; !stream.aborted; tick++) {
      await stream.writeSSE({ event: "tick", data: String(tick) });
      await stream.sleep(1);
    }
  }),
);

it("ticks until its reader leaves", async () => {
  const source = await connectSSE(appTransport(app).fetch, "GET", "/ticks/anna");
  for await (const event of source) {
    expect(event.event).toBe("tick");
    expect(readers).toContain("anna");
    if (event.data === "3") break;
  }
  await expect.poll(() => readers.size).toBe(0);
});
