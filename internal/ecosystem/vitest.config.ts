import { mergeConfig } from "vitest/config";
import { tests } from "../../vitest.base.ts";

export default mergeConfig(tests, { test: { testTimeout: 30_000 } });
