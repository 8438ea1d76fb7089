import { testConformance } from "@sse/conformance/vitest";
import subjects from "../src/ours/ky.ts";

for (const subject of subjects) testConformance(subject, { notClaimed: "omit" });
