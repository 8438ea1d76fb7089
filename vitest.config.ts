import { defineConfig } from "vitest/config";

/** All projects in one run. A package's own `pnpm test` runs its own. */
export const testProjects = "{packages/*,internal/*,examples,scripts}/vitest.config.ts";

export default defineConfig({ test: { projects: [testProjects] } });
