import { tests } from "../vitest.base.ts";

/** The tests stand beside the programs that they run. Each program is a process of its own, which takes time to start. */
export default tests(import.meta.dirname, { include: ["**/*.test.ts"], testTimeout: 60_000 });
