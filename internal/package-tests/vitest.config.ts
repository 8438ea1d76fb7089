import { mergeConfig } from "vitest/config";
import { tests } from "../../vitest.base.ts";

// Each test starts a process or compiles: two at a time leave room for the tests of the other projects.
export default mergeConfig(tests, {
  test: { globalSetup: "src/setup.ts", testTimeout: 60_000, hookTimeout: 120_000, maxConcurrency: 2 },
});
