import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { nodes } from "../src/consumer.ts";
import { packagesFolder } from "../src/published.ts";

/** What `npm start -- …` runs, on the oldest Node at hand: a fresh machine may have no other. */
async function start(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const root = join(packagesFolder, "..");
  const oldest = nodes.get(Math.min(...nodes.keys())) ?? process.execPath;
  const child = spawn(oldest, [join(root, "scripts", "setup.mjs"), "demo", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 60_000,
  });
  const code = new Promise<number | null>((resolve) => child.on("close", resolve));
  return { stdout: await text(child.stdout), stderr: await text(child.stderr), code: await code };
}

it("npm start hands arguments with spaces and quotes to the demo as they are", async () => {
  const received: unknown[] = [];
  const server = createServer(async (request, response) => {
    received.push(request.headers["x-note"], await text(request));
    response.writeHead(200, { "content-type": "text/event-stream" }).end("data: thanks\n\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : address;
  const note = `a: b  c "d" 'e' $HOME %PATH% *`;
  const { code, stdout } = await start(
    `http://127.0.0.1:${port}/`,
    "--client",
    "ky",
    "--header",
    `X-Note: ${note}`,
    "--data",
    '{"say":"it\'s"}',
  );
  server.close();
  expect(received).toEqual([note, '{"say":"it\'s"}']);
  expect(stdout).toContain("thanks");
  expect(code).toBe(0);
});

it("npm start ends with the demo's exit code", async () => {
  const { code, stderr } = await start("--nonsense");
  expect(stderr).toContain("--nonsense");
  expect(code).toBe(2);
});
