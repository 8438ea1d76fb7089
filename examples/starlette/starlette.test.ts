import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { connectSSE as overAxios } from "@sse/axios";
import { connectSSE as overFetch } from "@sse/fetch";
import { connectSSE as overKy } from "@sse/ky";
import { connectSSE as overUndici } from "@sse/undici";
import axios from "axios";
import ky from "ky";
import { Agent } from "undici";
import { afterAll, beforeAll, expect, it } from "vitest";

const python = spawnSync("python3", ["-c", "import starlette, sse_starlette, uvicorn"], { encoding: "utf8" });
const missing = python.error ? "no python3" : (/No module named .*/.exec(python.stderr)?.[0] ?? "");

const agent = new Agent();
const clients = {
  fetch: (url: string) => overFetch(fetch, "GET", url, { lastEventId: "2" }),
  undici: (url: string) => overUndici(agent, "GET", url, { lastEventId: "2" }),
  axios: (url: string) => overAxios(axios, "GET", url, { lastEventId: "2" }),
  ky: (url: string) => overKy(ky, "GET", url, { lastEventId: "2" }),
};

let server: ChildProcess | undefined;
let url = "";
beforeAll(async () => {
  if (missing) return;
  server = spawn("python3", ["app.py", "0"], { cwd: import.meta.dirname, stdio: ["ignore", "ignore", "pipe"] });
  url = await new Promise((resolve, reject) => {
    let log = "";
    server?.on("exit", () => reject(new Error(`Expected uvicorn to listen, got:\n${log}`)));
    server?.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
      log += chunk;
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(log) ?? [];
      if (found) resolve(found);
    });
  });
});
afterAll(async () => {
  await agent.close();
  if (server?.kill()) await once(server, "exit");
});

it.for(Object.entries(clients))("a Starlette app is read over %s", async ([, connect], { skip }) => {
  skip(missing !== "", `needs Python with starlette, sse-starlette and uvicorn, got: ${missing}`);
  const seen: string[] = [];
  for await (const { event, data, id } of await connect(`${url}/count/5`)) seen.push(`${event} ${data} ${id}`);
  expect(seen).toEqual(["count 3 3", "count 4 4", "count 5 5"]);
});
