import { type Subject, subjectOf } from "@sse/conformance";
import { testConformance } from "@sse/conformance/vitest";
import * as undici8 from "undici";
import * as undici7 from "undici7";
import { version } from "../package.json" with { type: "json" };
import { connectSSE, reconnect } from "../src/index.ts";

const subject = (name: string, client: undici8.Dispatcher, redirects: "followed" | "refused"): Subject =>
  subjectOf((...request) => connectSSE(client, ...request), { name, version, reconnect, policies: { redirects } });

testConformance(subject("@sse/undici on undici 8", new undici8.Agent(), "refused"), { strict: true, notClaimed: "omit" });

// Decoding and reconnecting are the same code for each client.
const { Agent, interceptors } = undici7 as object as typeof undici8; // its types differ in ways that don't matter here
testConformance(subject("@sse/undici on undici 7", new Agent(), "refused"), {
  categories: ["request", "response", "closing", "limits"],
  strict: true,
  notClaimed: "omit",
});

for (const [name, client] of [
  ["undici 8", new undici8.Agent().compose(undici8.interceptors.redirect({ maxRedirections: 20 }))],
  ["undici 7", new Agent().compose(interceptors.redirect({ maxRedirections: 20 }))],
] as const) {
  testConformance(subject(`@sse/undici on ${name} with its redirect interceptor`, client, "followed"), {
    categories: ["request", "response"],
    strict: true,
    notClaimed: "omit",
  });
}
