import { defineConfig } from "vitest/config";

/** Tests resolve every workspace package to its TypeScript source: nothing has to be built first. */
const conditions = ["@sse/source", "module", "node", "development|production"];

export const tests = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ["@sse/source"] } },
  // vitest would leave one core to itself.
  test: { include: ["test/**/*.test.ts"], environment: "node", maxWorkers: "100%" },
});
