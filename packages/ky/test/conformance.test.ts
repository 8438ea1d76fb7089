import { type Subject, subjectOf } from "@sse/conformance";
import { testConformance } from "@sse/conformance/vitest";
import ky from "ky";
import ky1 from "ky1";
import { version } from "../package.json" with { type: "json" };
import { connectSSE, reconnect } from "../src/index.ts";

const subject = (name: string, client: typeof ky): Subject =>
  subjectOf((...request) => connectSSE(client, ...request), { name, version, reconnect });

testConformance(subject("@sse/ky on ky 2", ky), { strict: true, notClaimed: "omit" });

// Decoding and reconnecting are the same code for each client. Version 1's types differ in ways that don't matter here.
testConformance(subject("@sse/ky on ky 1", ky1 as object as typeof ky), {
  categories: ["request", "response", "closing", "limits"],
  strict: true,
  notClaimed: "omit",
});
