import { testConformance } from "@sse/conformance/vitest";
import axios from "axios";
import { version } from "../package.json" with { type: "json" };
import { subject } from "./subject.ts";

testConformance(subject("@sse/axios, http adapter", version, axios.create({ adapter: "http" })), { notClaimed: "omit" });

// Decoding and reconnecting are the same code, whatever the client.
testConformance(subject("@sse/axios, fetch adapter", version, axios.create({ adapter: "fetch" })), {
  categories: ["request", "response", "closing", "limits"],
  notClaimed: "omit",
});
