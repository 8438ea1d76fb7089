import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { type Measured, shapes } from "./memory-program.ts";

/** What the program prints, in a process of its own. */
async function output(option: string, ...args: string[]): Promise<string> {
  const program = join(import.meta.dirname, "memory-program.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [option, "--conditions=@sse/source", program, ...args]);
  return stdout.trim();
}

describe("an event that doesn't end", () => {
  let measured: readonly Measured[] = [];

  beforeAll(async () => {
    measured = (await output("--expose-gc")).split("\n").map((line): Measured => JSON.parse(line));
  }, 120_000);

  test.each(shapes)("$title: takes less than four bytes of memory for each character of the limit", ({ title, isLeftover }) => {
    const one = measured.find((it) => it.title === title);
    expect(one?.code).toBe(isLeftover ? "the limit" : "ERR_SSE_EVENT_TOO_LARGE");
    expect(one?.most).toBeLessThan(4);
    expect(one?.most).toBeGreaterThan(0);
  });
});

test("the default limit of 16 Mi characters is reached in a heap of 80 MB", { timeout: 120_000 }, async () => {
  expect(await output("--max-old-space-size=80", "fill")).toBe("ERR_SSE_EVENT_TOO_LARGE");
});
