import { mergeConfig } from "vitest/config";
import { tests } from "../../vitest.base.ts";

// Packs what was built and starts processes: after the tests that run from source, not among them.
export default mergeConfig(tests, {
  test: { globalSetup: "src/setup.ts", testTimeout: 60_000, hookTimeout: 120_000, sequence: { groupOrder: 1 } },
});
