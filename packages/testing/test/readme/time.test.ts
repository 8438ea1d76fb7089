import { connectSSE } from "@sse/fetch";
import { fakeStream, manualClock } from "@sse/testing";
import { expect, it } from "vitest";

it("gives up after 30 seconds of silence", async () => {
  const clock = manualClock();
  const stream = fakeStream({ clock }).send({ data: "one" }).stall();
  const source = await connectSSE(stream.fetch, "GET", "/events", { clock, idleTimeout: 30_000 });
  const events = source.iterSSE();
  expect((await events.next()).value?.data).toBe("one");

  const silence = expect(events.next()).rejects.toMatchObject({ code: "ERR_SSE_IDLE_TIMEOUT" });
  await clock.advance(30_000);
  await silence;
  expect(await stream.closed).toMatchObject({ by: "client", how: "left" });
});
