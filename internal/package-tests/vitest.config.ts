import { tests } from "../../vitest.base.ts";

// Each test starts processes, which wait for each other or for a timer.
export default tests(import.meta.dirname, { globalSetup: "src/setup.ts", testTimeout: 120_000, hookTimeout: 240_000, maxConcurrency: 3 });
