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

  it("names each failure, and says why it is one", () => {
    const failed = readResults(all.file).failed.map((line) => line.replace("scripts/fixtures/", ""));
    expect(failed.toSorted()).toEqual([
      "breaks.fixture.ts: this file can't be loaded",
      "fails.fixture.ts > fails: expected 1 to be 2 // Object.is equality",
      "fails.fixture.ts > without what it needs > can't run: skipped without a reason. Skip with `context.skip(condition, reason)`",
      "fails.fixture.ts > without what it needs: no server",
      "skips.fixture.ts > isn't written: skipped without a reason. Skip with `context.skip(condition, reason)`",
      "skips.fixture.ts > says nothing: skipped without a reason. Skip with `context.skip(condition, reason)`",
    ]);
  });

  it("adds up all files, and fails", () => {
    expect(readResults(all.file).passed).toBe(1);
    expect(all.status).toBe(1);
  });

  it("leaves out tests that -t doesn't select", () => {
    const { file, status } = run("selected", "skips.fixture.ts", "-t", "passes");
    expect(readResults(file)).toEqual({ passed: 1, failed: [], skipped: [] });
    expect(status).toBe(0);
  });

  it("is a failure if the run broke off before it was written, or ran no test", () => {
    const missing = join(folder, "missing.json");
    expect(existsSync(missing)).toBe(false);
    const brokeOff = fileOutcome("test of core", missing, false, "out of memory");
    expect(brokeOff).toMatchObject({ passed: 0, failed: ["test of core broke off"], details: "test of core broke off\nout of memory" });
    expect(fileOutcome("test of core", missing, true, "")).toMatchObject({ passed: 0, failed: ["test of core ran no test"] });
  });
});
