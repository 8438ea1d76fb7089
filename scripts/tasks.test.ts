import { spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { longTests } from "../vitest.base.ts";
import { testFiles } from "./arguments.ts";

const root = join(import.meta.dirname, "..");
const slashes = (path: string): string => path.replaceAll("\\", "/");

const packages = globSync("{scripts,examples,{packages,internal}/*}/package.json", { cwd: root }).map((file) => {
  const { name, scripts = {} }: { name: string; scripts?: Record<string, string> } = JSON.parse(readFileSync(join(root, file), "utf8"));
  return { name, scripts, folder: slashes(dirname(file)) };
});

const long = new Set(longTests.flatMap(({ files }) => globSync(files, { cwd: root }).map(slashes)));

describe("test tasks", () => {
  it.each(longTests)("$files names test files", ({ files }) => {
    expect(testFiles().filter((file) => globSync(files, { cwd: root }).map(slashes).includes(file))).not.toEqual([]);
  });

  it.each(packages)("$name runs its tests with `test`, and those that take long with `test:long`", ({ folder, scripts }) => {
    const own = testFiles().filter((file) => file.startsWith(`${folder}/`));
    expect("test" in scripts).toBe(own.some((file) => !long.has(file)));
    expect("test:long" in scripts).toBe(own.some((file) => long.has(file)));
  });

  it("run every test file", () => {
    expect(testFiles().filter((file) => !packages.some(({ folder }) => file.startsWith(`${folder}/`)))).toEqual([]);
  });
});

describe("a task's result is reused only if nothing has changed that it imports", () => {
  const { tasks } = dryRun();
  const checked = tasks.filter(({ task, command }) => ["typecheck", "test", "test:long"].includes(task) && command !== "<NONEXISTENT>");

  it("for tasks that exist", () => {
    expect(checked.length).toBeGreaterThan(packages.length);
  });

  it.each(checked)("$taskId", (task) => {
    const covered = new Set([task, ...tasks.filter(({ taskId }) => task.dependencies.includes(taskId))].flatMap(filesOf));
    // What a task imports by a package's name comes with the `source` task of that package.
    const own = testFiles().filter((file) => file.startsWith(`${task.directory}/`) && long.has(file) === (task.task === "test:long"));
    const entries = task.task === "typecheck" ? sourcesIn(task.directory) : own;
    expect([...reachable(entries)].filter((file) => !covered.has(file))).toEqual([]);
  });
});

interface Task {
  readonly taskId: string;
  readonly task: string;
  readonly command: string;
  readonly directory: string;
  readonly dependencies: readonly string[];
  readonly inputs: Readonly<Record<string, string>>;
}

/** What turbo would run, and what it would look at first. */
function dryRun(): { readonly tasks: readonly Task[] } {
  const turbo = join(root, "node_modules", "turbo", "bin", "turbo");
  const { stdout } = spawnSync(process.execPath, [turbo, "run", "typecheck", "test", "test:long", "--dry=json"], {
    cwd: root,
    encoding: "utf8",
  });
  return JSON.parse(stdout);
}

const filesOf = ({ directory, inputs }: Task): string[] =>
  Object.keys(inputs).map((file) => slashes(relative(root, join(root, directory, file))));

/** The files that a package's own `typecheck` reads first. The configurations of all packages are checked with the scripts. */
const sourcesIn = (folder: string): string[] =>
  globSync("**/*.ts", { cwd: join(root, folder), exclude: (path) => /(^|[\\/])(node_modules|dist)$|\.config\.ts$/.test(path) }).map(
    (file) => slashes(join(folder, file)),
  );

/** The files, and all that they import by a path. */
function reachable(files: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { fileName } of ts.preProcessFile(readFileSync(join(root, file), "utf8")).importedFiles) {
      const imported = slashes(relative(root, join(root, dirname(file), fileName)));
      if (fileName.startsWith(".") && /\.([cm]?ts|json)$/.test(imported) && existsSync(join(root, imported))) visit(imported);
    }
  };
  for (const file of files) visit(file);
  return seen;
}
