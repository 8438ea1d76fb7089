import { defineConfig } from "vitest/config";

/** Tests resolve every workspace package to its TypeScript source: nothing has to be built first. */
const conditions = ["@sse/source", "module", "node", "development|production"];

export const tests = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ["@sse/source"] } },
  test: { include: ["test/**/*.test.ts"], environment: "node" },
});
