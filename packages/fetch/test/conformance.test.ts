import { testConformance } from "@sse/conformance/vitest";
import { version } from "../package.json" with { type: "json" };
import { subject } from "./subject.ts";

testConformance(subject("@sse/fetch", version, fetch), { notClaimed: "omit" });
