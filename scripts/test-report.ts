import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Reporter, SerializedError, TestCase, TestModule, Vitest } from "vitest/node";

/** What one run of vitest found, as `scripts/verify.ts` adds it up. */
export interface TestResults {
  readonly passed: number;
  /** A line for each test that failed or was skipped without a reason, each file that couldn't be loaded, and each error that no test caught. */
  readonly failed: readonly string[];
  readonly skipped: readonly { readonly file: string; readonly title: string; readonly reason: string }[];
}

/** Where a test task writes its results, in the package's folder. turbo keeps this file with a cached result. */
export const resultsFile = (task: string): string => `test-results/${task.replace(":", "-")}.json`;

export const readResults = (file: string): TestResults => JSON.parse(readFileSync(file, "utf8"));

/** The reporters for a run that `scripts/verify.ts` started, by turbo or directly. Other runs have vitest's own reporter. */
export function testReport(mode: string): { reporters?: (string | Reporter)[] } {
  const { SSE_TEST_RESULTS, TURBO_HASH, SSE_HOST } = process.env;
  if (SSE_TEST_RESULTS) return { reporters: ["minimal", new TestReport(SSE_TEST_RESULTS, fileOf)] };
  if (!TURBO_HASH) return {};
  if (!SSE_HOST)
    throw new Error(
      "turbo: expected SSE_HOST in the environment, got nothing. `pnpm check` and `npm test` set it, so that results are not reused after a program that tests need was installed or removed.",
    );
  return {
    reporters: ["minimal", new TestReport(resultsFile(mode === "long" ? "test:long" : "test"), (module) => module.relativeModuleId)],
  };
}

/** Milliseconds of silence after which the report says what is running: `npm test` promises a line at least every 15 seconds. */
const silence = 8_000;

/** Prints a line for each file as it ends, says what is running while nothing ends, and writes the results down. */
class TestReport implements Reporter {
  readonly #file: string;
  readonly #nameOf: (module: TestModule) => string;
  readonly #running = new Set<TestModule>();
  #timer: NodeJS.Timeout | undefined;
  #byName = false;

  constructor(file: string, nameOf: (module: TestModule) => string) {
    this.#file = file;
    this.#nameOf = nameOf;
  }

  onInit(vitest: Vitest): void {
    this.#byName = vitest.config.testNamePattern !== undefined;
    // A run that breaks off must not leave the results of an earlier one.
    rmSync(this.#file, { force: true });
    this.#timer = setInterval(() => this.#printRunning(), silence);
  }

  onTestModuleStart(module: TestModule): void {
    this.#running.add(module);
  }

  onTestModuleEnd(module: TestModule): void {
    this.#running.delete(module);
    const { passed, failed, skipped } = this.#resultsOf(module);
    if (this.#byName && passed + failed.length + skipped.length === 0) return;
    const counts = [`${passed} passed`, failed.length > 0 && `${failed.length} failed`, skipped.length > 0 && `${skipped.length} skipped`];
    const seconds = (module.diagnostic().duration / 1000).toFixed(1);
    this.#print(`${failed.length > 0 ? "✗" : "✓"} ${this.#nameOf(module)}  ${counts.filter(Boolean).join(", ")}  ${seconds} s`);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    clearInterval(this.#timer);
    const results = modules.map((module) => this.#resultsOf(module));
    const all: TestResults = {
      passed: results.reduce((sum, { passed }) => sum + passed, 0),
      failed: [...results.flatMap(({ failed }) => failed), ...unhandled.map((error) => `no test caught ${firstLine(error)}`)],
      skipped: results.flatMap(({ skipped }) => skipped),
    };
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(this.#file, JSON.stringify(all, undefined, 2));
    // vitest itself accepts skipped tests. Here they need a reason.
    if (all.failed.length > 0) process.exitCode = 1;
  }

  #resultsOf(module: TestModule): TestResults {
    let passed = 0;
    const file = fileOf(module);
    const failed = module.errors().map((error) => `${file}: ${firstLine(error)}`);
    const skipped: TestResults["skipped"][number][] = [];
    for (const suite of module.children.allSuites())
      for (const error of suite.errors()) failed.push(`${file} > ${suite.fullName}: ${firstLine(error)}`);
    for (const test of module.children.allTests()) {
      const result = test.result();
      if (result.state === "passed") passed++;
      else if (result.state === "skipped" && result.note) skipped.push({ file, title: test.fullName, reason: result.note });
      // `-t` leaves the tests that it doesn't name without a result of their own.
      else if (result.state === "failed" || !this.#byName) {
        const reason = result.state === "failed" ? firstLine(result.errors[0]) : withoutResult(test);
        failed.push(`${file} > ${test.fullName}: ${reason}`);
      }
    }
    return { passed, failed, skipped };
  }

  #printRunning(): void {
    for (const module of this.#running) {
      const tests = [...module.children.allTests()];
      const done = tests.filter((test) => test.result().state !== "pending").length;
      this.#print(`… ${this.#nameOf(module)}  ${done} of ${tests.length} done`);
    }
    if (this.#running.size === 0) this.#print("… starting");
  }

  #print(line: string): void {
    this.#timer?.refresh();
    console.log(line);
  }
}

const firstLine = (error: SerializedError | undefined): string => error?.message.split("\n")[0] ?? "no error";

const withoutResult = (test: TestCase): string =>
  test.result().state === "skipped" ? "skipped without a reason. Skip with `context.skip(condition, reason)`" : "did not run";

/** The file's path from the root of the repository. */
const fileOf = (module: TestModule): string => {
  const root = `${join(import.meta.dirname, "..")}/`.replaceAll("\\", "/");
  return module.moduleId.replace(root, "");
};
