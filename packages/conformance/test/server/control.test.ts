import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseScenario } from "../../src/server/scenario.ts";
import { type ServedServer, serve } from "../../src/server/serve.ts";

let served: ServedServer;
beforeAll(async () => {
  served = await serve();
});
afterAll(() => served.close());

async function call(method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }> {
  const response = await fetch(served.control + path, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const text = await response.text();
  return { status: response.status, json: text === "" ? undefined : JSON.parse(text) };
}

/** The scenario's id and URL, after it was put on the server. */
async function put(...exchanges: unknown[][]): Promise<{ id: string; url: string }> {
  const { status, json } = await call("POST", "/scenarios", { exchanges });
  expect(status).toBe(201);
  return json as { id: string; url: string };
}

test("a scenario is played, watched, released and removed over HTTP", async () => {
  const { id, url } = await put([
    { do: "head" },
    { do: "body", text: "a" },
    { do: "wait", for: "go" },
    { do: "body", text: "b" },
    { do: "end" },
  ]);
  const response = fetch(url, { method: "PUT", body: "é" });
  expect(await call("GET", `/scenarios/${id}/exchanges/0/milestones/go`)).toMatchObject({
    status: 200,
    json: { request: { method: "PUT", target: `/${id}`, body: Buffer.from("é").toString("base64") }, milestones: ["go"], closedBy: null },
  });
  expect(await call("GET", `/scenarios/${id}/connections/1`)).toEqual({ status: 200, json: { openConnections: 1 } });
  expect(await call("PUT", `/scenarios/${id}/releases/go`)).toEqual({ status: 204, json: undefined });
  expect(await (await response).text()).toBe("ab");
  expect(await call("GET", `/scenarios/${id}/exchanges/0/milestones/closed`)).toMatchObject({ status: 200, json: { closedBy: "server" } });
  expect(await call("GET", `/scenarios/${id}`)).toMatchObject({
    status: 200,
    json: { openConnections: 0, exchanges: [{ closedBy: "server" }] },
  });
  expect(await call("DELETE", `/scenarios/${id}`)).toEqual({ status: 204, json: undefined });
  expect(await call("GET", `/scenarios/${id}`)).toMatchObject({ status: 404 });
});

test("what did not come in time is told from what cannot come any more", async () => {
  const { id, url } = await put([{ do: "head" }, { do: "end" }]);
  expect(await call("GET", `/scenarios/${id}/exchanges/0?timeout=1`)).toEqual({ status: 408, json: undefined });
  await (await fetch(url)).text();
  expect(await call("GET", `/scenarios/${id}/exchanges/0/milestones/never`)).toMatchObject({ status: 410 });
});

test.each([
  [{}, "exchanges: expected a non-empty array of lists of steps, got nothing"],
  [{ exchanges: [{}] }, "exchanges[0]: expected a list of steps, got {}"],
  [
    { exchanges: [[{ do: "dance" }]] },
    'exchanges[0][0].do: expected one of head, body, raw, echo, wait, mark, delay, repeat, end, close, reset, got "dance"',
  ],
  [{ exchanges: [[{ do: "head", status: "200" }]] }, 'exchanges[0][0].status: expected a whole number, got "200"'],
  [{ exchanges: [[{ do: "head", coding: "zip" }]] }, 'exchanges[0][0].coding: expected gzip, deflate or br, got "zip"'],
  [{ exchanges: [[{ do: "head", version: "2" }]] }, 'exchanges[0][0].version: expected "1.0" or "1.1", got "2"'],
  [{ exchanges: [[{ do: "head", headers: { a: 1 } }]] }, "exchanges[0][0].headers.a: expected a string, got 1"],
  [{ exchanges: [[{ do: "repeat", steps: [{ do: "body" }] }]] }, "exchanges[0][0].steps[0].text: expected a string, got nothing"],
  [{ exchanges: [[{ do: "raw", text: "", pieces: 0 }]] }, "exchanges[0][0].pieces: expected a number above 0, got 0"],
])("a wrong scenario is refused with its place: %j", async (scenario, error) => {
  expect(await call("POST", "/scenarios", scenario)).toEqual({ status: 400, json: { error } });
  expect(() => parseScenario(scenario)).toThrow(error);
});

test.each([
  ["exchanges/first", 'exchanges: expected a whole number, got "first"'],
  ["connections/-1", 'connections: expected a whole number, got "-1"'],
  ["exchanges/0?timeout=soon", 'timeout: expected milliseconds that a timer can hold, got "soon"'],
  ["exchanges/0?timeout=99999999999", 'timeout: expected milliseconds that a timer can hold, got "99999999999"'],
])("waiting for %s is refused", async (path, error) => {
  const { id } = await put([{ do: "end" }]);
  expect(await call("GET", `/scenarios/${id}/${path}`)).toEqual({ status: 400, json: { error } });
});

const hasPython = spawnSync("python3", ["--version"]).status === 0;

test("the Python example, knowing nothing but HTTP, sees its stream and its own closing", async ({ skip }) => {
  skip(!hasPython, "needs python3 (Debian: apt-get install python3)");
  const example = fileURLToPath(new URL("../../examples/client.py", import.meta.url));
  const python = spawn("python3", [example, served.control], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(python, "exit");
  const lines: string[] = [];
  for await (const line of createInterface({ input: python.stdout })) lines.push(line);
  expect((await exited)[0]).toBe(0);
  expect(lines).toEqual(["event: hello", "while the connection is open: True", "event: world", "closed by: client"]);
});
