import { mergeConfig } from "vitest/config";
import { tests } from "../vitest.base.ts";

/** The tests stand beside the programs that they run, each as a process of its own: hence the patience. */
export default mergeConfig(tests, { test: { include: ["**/*.test.ts"], testTimeout: 60_000 } });
