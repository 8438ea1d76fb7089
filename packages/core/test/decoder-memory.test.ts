import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { type Measured, shapes } from "./memory-program.ts";

/** Runs a program of this folder in a process of its own, and returns what it prints. */
async function output(program: string, option: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [option, "--conditions=@sse/source", join(import.meta.dirname, program)]);
  return stdout.trim();
}

describe("an event that doesn't end", () => {
  let measured: readonly Measured[] = [];

  beforeAll(async () => {
    measured = (await output("memory-program.ts", "--expose-gc")).split("\n").map((line): Measured => JSON.parse(line));
  }, 120_000);

  test.each(shapes)("$title: takes less than four bytes of memory for each character of the limit", ({ title, isLeftover }) => {
    const one = measured.find((it) => it.title === title);
    expect(one?.code).toBe(isLeftover ? "the limit" : "ERR_SSE_EVENT_TOO_LARGE");
    expect(one?.most).toBeLessThan(4);
    expect(one?.most).toBeGreaterThan(0);
  });
});

test("the default limit of 16 Mi characters is reached in a heap of 80 MB", { timeout: 120_000 }, async () => {
  expect(await output("small-heap-program.ts", "--max-old-space-size=80")).toBe("ERR_SSE_EVENT_TOO_LARGE");
});
