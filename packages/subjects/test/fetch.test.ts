import { testConformance } from "@sse/conformance/vitest";
import subject from "../src/ours/fetch.ts";

testConformance(subject, { notClaimed: "omit" });
