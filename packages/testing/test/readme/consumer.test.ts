import { connectSSE, reconnect } from "@sse/fetch";
import { fakeStream, manualClock } from "@sse/testing";
import { expect, it } from "vitest";

it("resumes after the last event when the connection breaks", async () => {
  const clock = manualClock();
  const stream = fakeStream({ clock });
  stream.send({ id: 1, data: "one" }).drop();
  stream.send({ id: 2, data: "two" }).end();
  stream.reply({ status: 204 });

  const seen: string[] = [];
  const reading = (async () => {
    const events = reconnect((resume) => connectSSE(stream.fetch, "GET", "/events", { ...resume }), { clock });
    for await (const event of events) seen.push(event.data);
  })();
  await clock.runUntil(reading);

  expect(seen).toEqual(["one", "two"]);
  expect(stream.requests.map((request) => request.lastEventId)).toEqual(["", "1", "2"]);
});
