import { connectSSE, isSSEError } from "@sse/fetch";
import { appTransport, sseResponse } from "@sse/testing";
import { expect, it } from "vitest";

// In an app: import * as route from "./app/api/chat/route";
const route = {
  async POST(request: Request): Promise<Response> {
    if (!request.headers.has("authorization")) return new Response("sign in first", { status: 401 });
    const { prompt } = await request.json();
    return sseResponse([{ data: { token: prompt } }, { data: "[DONE]" }]);
  },
};
const { fetch } = appTransport(route);

it("answers", async () => {
  const request = { headers: { authorization: "Bearer 1" }, body: JSON.stringify({ prompt: "Hi" }), until: "[DONE]" };
  for await (const event of await connectSSE(fetch, "POST", "/api/chat", request)) expect(event.json()).toEqual({ token: "Hi" });
});

it("wants to know who asks", async () => {
  const source = await connectSSE(fetch, "POST", "/api/chat", { body: "{}" });
  const error = await source
    .iterSSE()
    .next()
    .catch((error: unknown) => error);
  expect(isSSEError(error, "ERR_SSE_STATUS") && error.body).toBe("sign in first");
});
