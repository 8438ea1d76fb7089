import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fileOutcome } from "./outcome.ts";
import { readResults } from "./test-report.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sse-test-report-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the fixtures as `npm test` runs selected tests, with these arguments. */
function run(name: string, ...args: string[]) {
  const file = join(folder, `${name}.json`);
  const vitest = join(import.meta.dirname, "..", "node_modules", "vitest", "vitest.mjs");
  const { TURBO_HASH: _, ...environment } = process.env;
  const { status, stdout } = spawnSync(process.execPath, [vitest, "run", ...args], {
    cwd: join(import.meta.dirname, "fixtures"),
    env: { ...environment, NODE_OPTIONS: "", SSE_TEST_RESULTS: file },
    encoding: "utf8",
  });
  return { file, status, stdout };
}

describe("the report of a test run", () => {
  let all: ReturnType<typeof run>;
  beforeAll(() => {
    all = run("all");
  });

  it("counts a skip with a reason as skipped, and any other as failed", () => {
    expect(all.stdout).toMatch(/^✗ scripts.fixtures.skips.fixture.ts {2}1 passed, 2 failed, 1 skipped /m);
    expect(all.stdout).toContain("says nothing: skipped without a reason");
    expect(readResults(all.file).skipped).toEqual([
      { file: "scripts/fixtures/skips.fixture.ts", title: "says why it can't run", reason: "needs a program that no machine has" },
    ]);
  });

  it("counts tests whose setup failed, and the setup", () => {
    expect(all.stdout).toMatch(/^✗ scripts.fixtures.fails.fixture.ts {2}0 passed, 3 failed /m);
  });

  it("counts a file that can't be loaded", () => {
    expect(all.stdout).toMatch(/^✗ scripts.fixtures.breaks.fixture.ts {2}0 passed, 1 failed /m);
  });

  it("adds up all files, and fails", () => {
    expect(readResults(all.file)).toMatchObject({ passed: 1, failed: 6 });
    expect(all.status).toBe(1);
  });

  it("leaves out tests that -t doesn't select", () => {
    const { file, status } = run("selected", "skips.fixture.ts", "-t", "passes");
    expect(readResults(file)).toEqual({ passed: 1, failed: 0, skipped: [] });
    expect(status).toBe(0);
  });

  it("is a failure if the run broke off before it was written, or ran no test", () => {
    const missing = join(folder, "missing.json");
    expect(existsSync(missing)).toBe(false);
    expect(fileOutcome(missing, false, "out of memory")).toMatchObject({ passed: 0, failed: 1, details: "out of memory" });
    expect(fileOutcome(missing, true, "")).toMatchObject({ passed: 0, failed: 1, details: "expected tests, found none" });
  });
});
