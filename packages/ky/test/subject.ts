import type { Subject } from "@sse/conformance";
import type { KyInstance } from "ky";
import { connectSSE } from "../src/index.ts";

/** The adapter over a ky instance, as the conformance suite sees it. */
export const subject = (name: string, version: string, client: KyInstance): Subject => ({
  name,
  version,
  capabilities: [
    "event-type",
    "event-id",
    "last-event-id",
    "reconnection-time",
    "response",
    "method",
    "headers",
    "body",
    "signal",
    "send-last-event-id",
    "connect-timeout",
    "idle-timeout",
    "max-event-size",
  ],
  policies: { redirects: "followed", compression: "decompressed", noContent: "ends" },
  connect: (url, { method = "GET", eventTypes: _, ...options }) => connectSSE(client, method, url, options),
});
