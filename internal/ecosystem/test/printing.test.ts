import { inspect } from "node:util";
import { type ScriptedServer, type Step, startServer } from "@sse/conformance/server";
import { reconnect } from "@sse/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clients, collect, failureOf } from "./clients.ts";

let server: ScriptedServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const secrets = ["TOKEN", "COOKIE", "APIKEY", "QUERY", "ISSUED"];
const request = {
  headers: { authorization: "Bearer TOKEN", cookie: "session=COOKIE", "x-api-key": "APIKEY", "content-type": "text/plain" },
  body: "x",
};
const headers = { "Content-Type": "text/event-stream", "Set-Cookie": "session=ISSUED" };
const open: Step[] = [
  { do: "head", headers },
  { do: "body", text: "data: a\n\n" },
  { do: "wait", for: "never" },
];
const dropped: Step[] = [{ do: "head", headers }, { do: "body", text: "data: a\n\n" }, { do: "reset" }];
const refused: Step[] = [{ do: "head", status: 403, headers }, { do: "body", text: "no" }, { do: "end" }];

/** Everything that printing a value could show, however deep. */
const printed = (value: unknown): string => inspect(value, { depth: Number.POSITIVE_INFINITY, getters: false, showHidden: false });

function expectNoSecret(value: unknown): void {
  for (const text of [printed(value), inspect(value), String(value), JSON.stringify(value) ?? ""]) {
    for (const secret of secrets) expect(text).not.toContain(secret);
  }
}

describe.each(clients)("printing over $name shows no header, query or password", ({ connect }) => {
  const urlOf = (steps: Step[]): string => `${server.script({ exchanges: [steps] }).url}?token=QUERY`;

  it("of a source, before and after it was iterated", async () => {
    const source = await connect("POST", urlOf(open), request);
    expectNoSecret(source);
    const iterator = source[Symbol.asyncIterator]();
    await iterator.next();
    expectNoSecret(source);
    expectNoSecret(iterator);
    source.close();
    expectNoSecret(source);
  });

  it("of an error and its causes: a refused connection, a status, a drop", async () => {
    for (const url of ["http://127.0.0.1:9/sse?token=QUERY", urlOf(refused), urlOf(dropped)]) {
      const error = await failureOf(connect("POST", url, request).then(collect));
      expectNoSecret(error);
      expect(printed(error)).toContain("ERR_SSE_");
    }
  });

  it("of a reconnecting source and the error with which it gives up", async () => {
    const url = urlOf(refused);
    const source = reconnect((resume) => connect("POST", url, { ...request, ...resume }));
    expectNoSecret(source);
    const error = await failureOf(collect(source));
    expectNoSecret(error);
    expectNoSecret(source);
    expect(printed(error)).toContain("403");
  });
});
