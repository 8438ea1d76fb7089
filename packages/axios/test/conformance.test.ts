import { type Subject, subjectOf } from "@sse/conformance";
import { testConformance } from "@sse/conformance/vitest";
import axios from "axios";
import { version } from "../package.json" with { type: "json" };
import { connectSSE, reconnect } from "../src/index.ts";

const subject = (adapter: "http" | "fetch"): Subject => {
  const client = axios.create({ adapter });
  return subjectOf((method, url, { body, ...options }) => connectSSE(client, method, url, { ...options, data: body }), {
    name: `@sse/axios, ${adapter} adapter`,
    version,
    reconnect,
  });
};

testConformance(subject("http"), { strict: true, notClaimed: "omit" });

// Decoding and reconnecting are the same code for each client.
testConformance(subject("fetch"), { categories: ["request", "response", "closing", "limits"], strict: true, notClaimed: "omit" });
