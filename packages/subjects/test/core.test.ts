import { testConformance } from "@sse/conformance/vitest";
import subject from "../src/ours/core.ts";

testConformance(subject, { notClaimed: "omit" });
