import { tests } from "../../vitest.base.ts";

// Each test starts a process or compiles. Most of the time these wait for each other, so more run at a time than there are cores.
export default tests(import.meta.dirname, { globalSetup: "src/setup.ts", testTimeout: 120_000, hookTimeout: 240_000, maxConcurrency: 4 });
