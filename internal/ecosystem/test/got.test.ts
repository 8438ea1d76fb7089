import { type ScriptedServer, type Step, startServer } from "@sse/conformance/server";
import { connect, type Transport } from "@sse/core";
import got, { type PlainResponse, RequestError } from "got";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { collect, failureOf } from "./clients.ts";

let server: ScriptedServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const head: Step = { do: "head", headers: { "Content-Type": "text/event-stream" } };

/** As in examples/adapter-for-got.ts, but with got's own errors for a status. */
const throwing: Transport<PlainResponse> = ({ method, url, headers, signal }) =>
  new Promise((resolve, reject) => {
    const stream = got.stream(url, { method, headers, signal, retry: { limit: 0 } });
    stream.on("error", reject);
    stream.on("response", (raw: PlainResponse) => {
      if (raw.statusCode === 200) resolve({ status: raw.statusCode, headers: raw.headers, body: stream, raw });
    });
  });

describe("a transport over got", () => {
  it("streams, and reports the status that got throws", async () => {
    const stream = server.script({ exchanges: [[head, { do: "body", text: "data: a\n\n" }, { do: "end" }]] });
    expect(await collect(await connect(throwing, "GET", stream.url))).toEqual(["a"]);
    const refused = server.script({ exchanges: [[{ do: "head", status: 403, headers: {} }, { do: "body", text: "no" }, { do: "end" }]] });
    const error = await failureOf(connect(throwing, "GET", refused.url));
    expect(error).toMatchObject({ code: "ERR_SSE_STATUS", status: 403, cause: expect.any(RequestError) });
  });
});
