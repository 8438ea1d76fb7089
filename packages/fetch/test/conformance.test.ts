import { subjectOf } from "@sse/conformance";
import { testConformance } from "@sse/conformance/vitest";
import { version } from "../package.json" with { type: "json" };
import { connectSSE, reconnect } from "../src/index.ts";

const subject = subjectOf((...request) => connectSSE(fetch, ...request), { name: "@sse/fetch", version, reconnect });

testConformance(subject, { strict: true, notClaimed: "omit" });
