import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { testReport } from "./scripts/test-report.ts";

/** All packages in one run, for `pnpm vitest` and for `npm test` with a selection. */
export default defineConfig(({ mode }) => ({
  test: {
    projects: ["{packages/*,internal/*,examples,scripts}/vitest.config.ts"],
    maxWorkers: availableParallelism() * 2,
    ...testReport(mode),
  },
}));
