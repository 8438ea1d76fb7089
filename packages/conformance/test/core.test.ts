import { SSEDecoder } from "@sse/core";
import manifest from "../../core/package.json" with { type: "json" };
import { testConformance } from "../src/vitest.ts";

testConformance(
  {
    name: "@sse/core",
    version: manifest.version,
    capabilities: ["event-type", "event-id", "last-event-id", "reconnection-time", "comments"],
    decode: ({ onComment }) => new SSEDecoder({ onComment }),
  },
  { categories: ["decoding"] },
);
