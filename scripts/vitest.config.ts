import { tests } from "../vitest.base.ts";

/** What holds for the project as a whole. */
export default tests(import.meta.dirname, { name: "project", include: ["**/*.test.ts"] });
