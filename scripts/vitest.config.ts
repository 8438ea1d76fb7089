import { mergeConfig } from "vitest/config";
import { tests } from "../vitest.base.ts";

/** What holds for the project as a whole. */
export default mergeConfig(tests, { test: { name: "project", include: ["**/*.test.ts"] } });
