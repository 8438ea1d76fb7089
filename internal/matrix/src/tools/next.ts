import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createServer, type ServerResponse } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Browser, browsers } from "@sse/browsers";
import type { Check } from "./check.ts";

const execute = promisify(execFile);
const cli = "../../node_modules/next/dist/bin/next";
const environment = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" } as const;

/** Next.js with each of its bundlers. */
export const nextChecks: readonly Check[] = ["Turbopack", "webpack"].map((bundler) => ({
  title: `Next.js with ${bundler}, on the server and in browsers`,
  run: async (folder, note) => {
    const cwd = join(folder, "next");
    await execute(process.execPath, [cli, "build", `--${bundler.toLowerCase()}`], { cwd, env: environment, timeout: 300_000 });
    await checkApp(cwd, note);
  },
}));

/** Starts the app that was built, and reads what its routes and its pages read. */
async function checkApp(cwd: string, note: (text: string) => void): Promise<void> {
  await using upstream = await startUpstream();
  await using app = await startApp(cwd, upstream.url);
  const everyWay = ["a", "b", "a", "b", "a", "b", "a", "b", "a", "404"];
  await expectText(new URL("/server", app.url), JSON.stringify(everyWay));
  await expectText(new URL("/edge", app.url), '["a","b"]');
  await expectText(new URL("/", app.url), '<p id="seen">a b</p>');
  for (const { missing, launch } of Object.values(browsers)) {
    if (missing) note(`its page ${missing}`);
    else await expectLivePage(await launch(), new URL("/client", app.url), upstream.release);
  }
}

async function expectText(url: URL, expected: string): Promise<void> {
  const text = await (await fetch(url, { signal: AbortSignal.timeout(30_000) })).text();
  if (!text.includes(expected)) throw new Error(`${url.pathname}: expected ${expected}, got ${text}`);
}

/** The second event leaves the server only when the page shows the first. */
async function expectLivePage(browser: Browser, url: URL, release: () => void): Promise<void> {
  try {
    const page = await browser.newPage();
    await page.goto(url.href);
    await page.getByText("a", { exact: true }).waitFor();
    release();
    await page.getByText("a b end", { exact: true }).waitFor();
  } finally {
    await browser.close();
  }
}

/** A server with a stream of two events, one that waits for `release()` between them, and one that it refuses. */
async function startUpstream() {
  const held: ServerResponse[] = [];
  const server = createServer((request, response) => {
    if (request.url === "/sse/refused") return response.writeHead(404).end("no");
    response.writeHead(200, { "content-type": "text/event-stream" }).write("data: a\n\n");
    if (request.url === "/sse/held") return held.push(response);
    return response.end("data: b\n\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : address}/sse`,
    release: () => {
      for (const response of held.splice(0)) response.end("data: b\n\n");
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function startApp(cwd: string, upstream: string) {
  const child = spawn(process.execPath, [cli, "start", "--hostname", "127.0.0.1", "--port", "0"], {
    cwd,
    env: { ...environment, SSE_URL: upstream },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 180_000,
  });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  return {
    url: await addressOf(child),
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await ended;
    },
  };
}

/** The address that `next start` prints. */
const addressOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let output = "";
    const onText = (text: Buffer): void => {
      output += text;
      const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? [];
      if (url) resolve(url);
    };
    child.stdout?.on("data", onText);
    child.stderr?.on("data", onText);
    child.on("error", reject);
    child.on("close", () => reject(new Error(`next start ended: ${output}`)));
  });
