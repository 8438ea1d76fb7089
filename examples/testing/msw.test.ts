import { connectSSE } from "@sse/fetch";
import { sseResponse } from "@sse/testing";
import { http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, beforeAll, expect, it } from "vitest";

const server = setupServer(http.post("https://api.example.com/chat", () => sseResponse([{ id: 1, data: "Hel" }, { drop: true }])));
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterAll(() => server.close());

it("sees the drop as a drop", async () => {
  const events = (await connectSSE(fetch, "POST", "https://api.example.com/chat")).iterSSE();
  expect((await events.next()).value?.data).toBe("Hel");
  await expect(events.next()).rejects.toMatchObject({ code: "ERR_SSE_DISCONNECTED" });
});
