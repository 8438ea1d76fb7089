import { allCapabilities, type Subject } from "@sse/conformance";
import { connectSSE, type FetchFunction, reconnect } from "../src/index.ts";

/** Milliseconds: the cases compare delays with each other and with what the server asks for, not with the defaults. */
const impatient = { minDelay: 50, maxDelay: 1_500 };

/** The adapter over any fetch, as the conformance suite sees it. */
export const subject = (name: string, version: string, client: FetchFunction): Subject => ({
  name,
  version,
  capabilities: allCapabilities,
  policies: { redirects: "followed", compression: "decompressed", noContent: "ends", serverErrors: "retried" },
  connect: (url, { method = "GET", eventTypes: _, ...options }) => connectSSE(client, method, url, options),
  reconnect: async (url, { method = "GET", eventTypes: _, signal, lastEventId, ...options }) =>
    reconnect((resume) => connectSSE(client, method, url, { ...options, ...resume }), { signal, lastEventId, ...impatient }),
});
