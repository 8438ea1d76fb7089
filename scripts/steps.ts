import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { type Request, type Selection, testFiles } from "./arguments.ts";
import { command } from "./command.ts";
import { checksOutcome, fileOutcome, type Outcome, outcomeOf, testsOutcome } from "./outcome.ts";
import type { Progress } from "./progress.ts";
import { runTasks } from "./turbo.ts";

export interface Step {
  readonly title: string;
  run(progress: Progress): Promise<Outcome[]>;
}

const cores = availableParallelism();

/** Groups run one after the other, the steps of a group together. */
export function steps({ quick, force, selection }: Request): Step[][] {
  if (selection) return [[selectedTests(selection, quick)]];
  if (quick) return [[lint, tasks(["typecheck", "test"], cores * 3, force)]];
  // The tests come last and only a few at a time. Deliberately wrong clients that don't wait long enough pass on a machine that is too busy.
  return [[lint, tasks(["typecheck", "build"], cores, force)], [tasks(["test", "test:long"], cores, force)]];
}

const lint: Step = {
  title: "lint",
  async run() {
    const [format, unused] = await Promise.all([
      command("@biomejs/biome/bin/biome", ["ci", "--error-on-warnings", "--colors=off", "."]),
      command("knip/bin/knip.js", ["--no-progress", "--treat-config-hints-as-errors"]),
    ]);
    return [outcomeOf("lint", format.code, format.output), outcomeOf("unused", unused.code, unused.output)];
  },
};

/** Tasks of turbo.json, in every package that has them. Tests print while they run, the others only if they fail. */
const tasks = (names: readonly string[], concurrency: number, force: boolean): Step => ({
  title: names.join(", "),
  async run(progress) {
    const onLine = (name: string, task: string, line: string): void => {
      if (task.startsWith("test") && !isFrame(line)) progress.print(`  ${name.padEnd(19)} ${line}`);
    };
    const { results, problem } = await runTasks(names, { force, concurrency, onLine });
    if (problem !== undefined) return [outcomeOf(names.join(", "), 1, problem)];
    const checks = names.filter((name) => !name.startsWith("test"));
    return [
      ...checks.map((name) =>
        checksOutcome(
          name,
          results.filter(({ task }) => task === name),
        ),
      ),
      ...(names.includes("test") ? [testsOutcome(results.filter(({ task }) => task.startsWith("test")))] : []),
    ];
  },
});

/** What pnpm, turbo and vitest print around the results of each package, which would be most of the output. */
const isFrame = (line: string): boolean =>
  /^$|^\$ |^vitest run |^cache miss|^ RUN |^ +(Test Files|Tests|Start at|Duration|Isolate|at least ~) /.test(line);

/** One run of vitest over the selected tests of all packages. Nothing of it is cached. */
const selectedTests = ({ paths, testNamePattern }: Selection, quick: boolean): Step => ({
  title: "tests",
  async run(progress) {
    const needBuild = testFiles().some((file) => file.startsWith("internal/package-tests/") && isSelected(file, paths));
    const built =
      needBuild && !quick ? [checksOutcome("build", (await runTasks(["build"], { force: false, concurrency: cores })).results)] : [];
    const folder = mkdtempSync(join(tmpdir(), "sse-tests-"));
    const file = join(folder, "results.json");
    const mode = quick ? "quick" : "all";
    const args = ["run", "--mode", mode, ...paths, ...(testNamePattern === undefined ? [] : ["--testNamePattern", testNamePattern])];
    try {
      const { code, output } = await command("vitest/vitest.mjs", args, (line) => isFrame(line) || progress.print(`  ${line}`), {
        SSE_TEST_RESULTS: file,
      });
      return [...built, fileOutcome("tests", file, code === 0, output)];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
});

const isSelected = (file: string, paths: readonly string[]): boolean => paths.length === 0 || paths.some((path) => file.includes(path));
