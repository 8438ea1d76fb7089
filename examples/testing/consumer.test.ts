import { connectSSE } from "@sse/fetch";
import { fakeStream } from "@sse/testing";
import { expect, it } from "vitest";

/** The code under test: it takes its `fetch` as a parameter. */
async function answer(fetch: typeof globalThis.fetch, prompt: string): Promise<string> {
  const source = await connectSSE(fetch, "POST", "https://api.example.com/chat", { body: JSON.stringify({ prompt }), until: "[DONE]" });
  let text = "";
  for await (const event of source) text += event.json<{ token: string }>().token;
  return text;
}

it("joins the tokens", async () => {
  const api = fakeStream()
    .send({ data: { token: "Hel" } })
    .send({ data: { token: "lo" } })
    .send({ data: "[DONE]" });
  api.end();
  expect(await answer(api.fetch, "Say hello")).toBe("Hello");
  expect(JSON.parse(api.requests[0]?.body ?? "")).toEqual({ prompt: "Say hello" });
});

it("doesn't take half an answer for the whole", async () => {
  const api = fakeStream().send({ data: { token: "Hel" } });
  api.end();
  await expect(answer(api.fetch, "Say hello")).rejects.toMatchObject({ code: "ERR_SSE_TRUNCATED" });
});

it("passes on what the API says is wrong", async () => {
  const api = fakeStream();
  api.reply({ status: 429, headers: { "retry-after": "20" }, body: "slow down" });
  await expect(answer(api.fetch, "Say hello")).rejects.toMatchObject({ code: "ERR_SSE_STATUS", status: 429, body: "slow down" });
});
