import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { clients } from "./clients.ts";

it("@sentry/node, which wraps every client, holds nothing back and leaves nothing open", async () => {
  const program = join(import.meta.dirname, "../programs/sentry.ts");
  const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=@sse/source", program], { timeout: 25_000 });
  expect(stdout.trim().split("\n")).toEqual(clients.map(({ name }) => `${name} ok`));
});
