import { Readable } from "node:stream";
import { connectSSE } from "@sse/fetch";
import { sseResponse } from "@sse/testing";
import nock from "nock";
import { afterAll, expect, it } from "vitest";

afterAll(() => nock.restore());

it("sees the drop as a drop", async () => {
  const { status, headers, body } = sseResponse([{ id: 1, data: "Hel" }, { drop: true }]);
  nock("https://api.example.com")
    .post("/chat")
    .reply(status, () => Readable.from(body ?? []), Object.fromEntries(headers));

  const events = (await connectSSE(fetch, "POST", "https://api.example.com/chat")).iterSSE();
  expect((await events.next()).value?.data).toBe("Hel");
  await expect(events.next()).rejects.toMatchObject({ code: "ERR_SSE_DISCONNECTED" });
});
