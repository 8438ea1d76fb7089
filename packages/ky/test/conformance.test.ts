import { testConformance } from "@sse/conformance/vitest";
import ky from "ky";
import ky1 from "ky1";
import { version } from "../package.json" with { type: "json" };
import { subject } from "./subject.ts";

testConformance(subject("@sse/ky on ky 2", version, ky), { notClaimed: "omit" });

// Decoding and reconnecting are the same code, whatever the client. Version 1's types differ in what does not matter here.
testConformance(subject("@sse/ky on ky 1", version, ky1 as object as typeof ky), {
  categories: ["request", "response", "closing", "limits"],
  notClaimed: "omit",
});
