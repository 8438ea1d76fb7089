import { defineConfig } from "vitest/config";

/** All projects in one run. A package's own `pnpm test` runs its own. */
export default defineConfig({
  test: {
    projects: ["{packages/*,examples,scripts}/vitest.config.ts"],
    maxWorkers: 2,
  },
});
