import { globSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { defineConfig, type ViteUserConfig, type ViteUserConfigFnObject } from "vitest/config";
import { testReport } from "./scripts/test-report.ts";

/**
 * Test files that `npm test` runs and `pnpm check` leaves out, because they take too long for a loop of a minute.
 * A package that has some runs them with its script `test:long`.
 */
export const longTests: readonly { readonly files: string; readonly reason: string }[] = [
  { files: "packages/conformance/test/wrong/**/*.test.ts", reason: "each wrong subject waits for the cases that it fails" },
  {
    files: "packages/testing/test/{browser,conformance,load}.test.ts",
    reason: "drives browsers, runs 500 cases eight times, and thousands of streams",
  },
  { files: "internal/peers/test/{anywhere,elsewhere}.test.ts", reason: "runs the suite in a worker, in browsers and in Deno" },
  { files: "examples/adapter-template/test/conformance.test.ts", reason: "runs the whole suite over one more client" },
  { files: "packages/conformance/test/{cli,cli-run,drivers}.test.ts", reason: "starts a process for each case that breaks its process" },
  { files: "packages/conformance/test/page.test.ts", reason: "drives a browser" },
  { files: "packages/core/test/decoder-memory.test.ts", reason: "fills the memory of processes of its own" },
  { files: "internal/package-tests/test/*.test.ts", reason: "installs what was built as npm does, and runs it on every supported Node" },
  { files: "internal/benchmarks/test/{decoding,programs}.test.ts", reason: "runs every benchmark once" },
  { files: "scripts/test-report.test.ts", reason: "runs vitest on tests that fail" },
  { files: "internal/benchmarks/test/soak.test.ts", reason: "reads from a flaky server for a while" },
  { files: "internal/benchmarks/test/reconnect-killed.test.ts", reason: "kills real processes while they reconnect" },
];

/** Tests resolve every workspace package to its TypeScript source, so nothing has to be built first. */
const conditions = ["@sse/source", "module", "node", "development|production"];

/**
 * The vitest configuration of the package in this folder.
 *
 * `vitest --mode quick` leaves the long tests out, `vitest --mode long` runs only these, and any other mode runs all.
 */
export const tests =
  (folder: string, { include = ["test/**/*.test.ts"], ...more }: ViteUserConfig["test"] = {}): ViteUserConfigFnObject =>
  ({ mode }) => {
    const long = longTestsIn(folder);
    return defineConfig({
      resolve: { conditions },
      ssr: { resolve: { conditions, externalConditions: ["@sse/source"] } },
      test: {
        environment: "node",
        // Several packages run at a time, so there are more workers than cores: most tests wait for a socket or a process.
        maxWorkers: availableParallelism(),
        include: mode === "long" ? long : include,
        exclude: ["**/node_modules/**", "**/dist/**", ...(mode === "quick" ? long : [])],
        // Catches what hangs. It isn't a measurement: a loaded machine with two cores can take ten times as long as an idle one.
        testTimeout: 60_000,
        hookTimeout: 60_000,
        ...testReport(mode),
        ...more,
      },
    });
  };

/** The long tests of a package, as paths in its folder. */
const longTestsIn = (folder: string): string[] =>
  longTests
    .flatMap(({ files }) => globSync(files, { cwd: import.meta.dirname }))
    .flatMap((file) => {
      const path = relative(folder, join(import.meta.dirname, file)).replaceAll("\\", "/");
      return path.startsWith("..") ? [] : [path];
    });
