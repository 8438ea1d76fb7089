import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";

const example = "reconnect-redis-store.ts";

const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

it(`${example} prints what its last lines say, against a Redis server of its own`, async ({ skip }) => {
  skip(!hasRedis, "needs redis-server (Debian: apt-get install redis-server)");
  const folder = mkdtempSync(join(tmpdir(), "sse-redis-"));
  const socket = join(folder, "redis.sock");
  const options = ["--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder];
  const server = spawn("redis-server", options, { stdio: ["ignore", "pipe", "inherit"] });
  const stopped = new Promise((resolve) => server.on("exit", resolve));
  try {
    await new Promise<void>((resolve) => {
      let log = "";
      server.stdout.setEncoding("utf8").on("data", (chunk: string) => {
        log += chunk;
        if (/ready to accept connections/i.test(log)) resolve();
      });
    });
    const child = spawn(process.execPath, ["--conditions=@sse/source", example], {
      cwd: import.meta.dirname,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, REDIS_URL: socket },
      timeout: 30_000,
    });
    const code = new Promise((resolve) => child.on("close", resolve));
    const [, comment = ""] = /^\/\/ Prints:\n((?:\/\/ {3}.*\n)+)$/m.exec(readFileSync(join(import.meta.dirname, example), "utf8")) ?? [];
    expect({ output: await text(child.stdout), errors: await text(child.stderr), code: await code }).toEqual({
      output: comment.replace(/^\/\/ {3}/gm, ""),
      errors: "",
      code: 0,
    });
  } finally {
    server.kill();
    await stopped;
    rmSync(folder, { recursive: true, force: true });
  }
});
