import { spawn } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve, sep } from "node:path";
import { testProjects } from "../vitest.config.ts";

export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** What to show when something failed. */
  readonly details: string;
  /** What to show in any case: what this machine could not run. */
  readonly notes?: readonly string[];
}

export interface Step {
  readonly title: string;
  /** What the numbers of its outcome count. */
  readonly counts: string;
  run(): Promise<Outcome>;
}

/** Groups run one after the other, the steps of a group together. The tests come last and alone: they have the machine to themselves. */
export const steps = (quick: boolean): Step[][] => (quick ? [[types, lint], [tests(quick)]] : [[types, lint, build], [tests(quick)]]);

/** Every tsconfig that names files to check. */
export const typeProjects = (): string[] =>
  globSync("{scripts,examples,{packages,internal}/*,packages/*/test}/tsconfig.json", { cwd: join(import.meta.dirname, "..") });

const types: Step = {
  title: "types",
  counts: "projects",
  async run() {
    const projects = typeProjects();
    const { code, output } = await command("typescript/bin/tsc", ["-b", "--noEmit", "--pretty", "false", ...projects]);
    const folders = projects.map((project) => project.slice(0, -"tsconfig.json".length)).sort((a, b) => b.length - a.length);
    const wrong = new Set<string | undefined>();
    for (const [, file = ""] of output.matchAll(/^(.+?)\(\d+,\d+\): error TS/gm))
      wrong.add(folders.find((folder) => file.startsWith(folder)));
    return outcome(projects.length, code === 0 ? 0 : Math.max(1, wrong.size), output);
  },
};

const lint: Step = {
  title: "lint",
  counts: "check",
  async run() {
    const { code, output } = await command("@biomejs/biome/bin/biome", ["ci", "--error-on-warnings", "--colors=off", "."]);
    return outcome(1, code === 0 ? 0 : 1, output);
  },
};

const build: Step = {
  title: "build",
  counts: "packages",
  async run() {
    const { code, output } = await command("turbo/bin/turbo", ["run", "build", "--output-logs=errors-only"]);
    const [, passed = "0", total = "0"] = /(\d+) successful, (\d+) total/.exec(output) ?? [];
    return outcome(Number(total), code === 0 ? 0 : Math.max(1, Number(total) - Number(passed)), output);
  },
};

/** vitest over every project; the counts are those of its JSON report, so that a run which broke off cannot count as a green one. */
const tests = (quick: boolean): Step => ({
  title: "tests",
  counts: "tests",
  async run() {
    const folder = mkdtempSync(join(tmpdir(), "sse-verify-"));
    const file = join(folder, "tests.json");
    const { code, output } = await command("vitest/vitest.mjs", [
      "run",
      "--reporter=minimal",
      "--reporter=json",
      `--outputFile.json=${file}`,
      ...(quick ? ["--project=!@sse/package-tests"] : []),
    ]);
    try {
      const { numPassedTests, numFailedTests, numTotalTests: total, testResults } = readReport(file);
      const notRun = total - numPassedTests - numFailedTests;
      const notes = testResults
        .flatMap(({ assertionResults }) => assertionResults.map(({ title }) => title))
        .filter((it) => lacks.test(it));
      const passed = numPassedTests - notes.length;
      const ran = testResults.map(({ name }) => resolve(name));
      const empty = globSync(testProjects)
        .map((config) => dirname(config))
        .filter(
          (project) =>
            !(quick && project === join("internal", "package-tests")) && !ran.some((it) => it.startsWith(resolve(project) + sep)),
        );
      const failed = numFailedTests + notRun + empty.length;
      const reasons = [
        ...empty.map((project) => `${project}: expected tests, found none`),
        ...(notRun > 0 ? [`${notRun} tests did not run, which counts as failed`] : []),
      ];
      return { passed, failed: code === 0 ? failed : Math.max(1, failed), details: [output, ...reasons].join("\n"), notes };
    } catch (error) {
      return { passed: 0, failed: 1, details: `${output}\nNo report: ${error}` };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
});

interface Report {
  readonly numTotalTests: number;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  /** One entry a file. */
  readonly testResults: readonly { readonly name: string; readonly assertionResults: readonly { readonly title: string }[] }[];
}

/** The title of a test that stands for one which needs what this machine has not: it neither passed nor failed. */
const lacks = /^did not run: /;

const readReport = (file: string): Report => JSON.parse(readFileSync(file, "utf8"));

const outcome = (total: number, failed: number, details: string): Outcome => ({ passed: Math.max(0, total - failed), failed, details });

/** Runs a tool of node_modules by its script, which needs no shell on any platform. */
function command(script: string, args: string[]): Promise<{ code: number; output: string }> {
  const path = `${join(process.cwd(), "node_modules", ".bin")}${delimiter}${process.env.PATH}`;
  const child = spawn(process.execPath, [join("node_modules", ...script.split("/")), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, PATH: path, CI: "true", NO_COLOR: "1", TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" },
    timeout: 600_000,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  return new Promise((done) => {
    child.on("error", (error) => done({ code: 1, output: String(error) }));
    child.on("close", (code, signal) => done({ code: code ?? 1, output: signal ? `${output}\nEnded by ${signal}` : output }));
  });
}
