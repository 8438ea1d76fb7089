import { mergeConfig } from "vitest/config";
import { tests } from "../vitest.base.ts";

/** The tests stand beside the programs that they run. */
export default mergeConfig(tests, { test: { include: ["**/*.test.ts"] } });
