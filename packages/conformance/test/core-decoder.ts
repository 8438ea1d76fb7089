import { SSEDecoder } from "@sse/core";
import manifest from "../../core/package.json" with { type: "json" };
import type { Subject } from "../src/subject.ts";

/** The decoder of @sse/core as a subject. */
export const coreDecoder: Subject = {
  name: "@sse/core",
  version: manifest.version,
  capabilities: ["event-type", "event-id", "last-event-id", "reconnection-time"],
  decode: () => new SSEDecoder(),
};
