import { connectSSE } from "@sse/fetch";
import { expectClosed, fakeStream } from "@sse/testing";
import { afterEach, expect, it } from "vitest";

afterEach(expectClosed());

it("closes the stream when the loop is left", async () => {
  const stream = fakeStream().send({ data: "one" }).send({ data: "two" });
  for await (const event of await connectSSE(stream.fetch, "GET", "/events")) if (event.data === "one") break;
  expect(await stream.closed).toMatchObject({ by: "client" });
});
