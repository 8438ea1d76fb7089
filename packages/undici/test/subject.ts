import { allCapabilities, type Subject } from "@sse/conformance";
import { connectSSE, reconnect } from "../src/index.ts";

/** Milliseconds: the cases compare delays with each other and with what the server asks for, not with the defaults. */
const impatient = { minDelay: 50, maxDelay: 1_500 };

/** The adapter over a dispatcher, as the conformance suite sees it. */
export const subject = (
  name: string,
  version: string,
  client: Parameters<typeof connectSSE>[0],
  redirects: "followed" | "refused",
): Subject => ({
  name,
  version,
  capabilities: allCapabilities,
  policies: { redirects, compression: "decompressed", noContent: "ends", serverErrors: "retried" },
  async connect(url, { method = "GET", eventTypes: _, ...options }) {
    const source = await connectSSE(client, method, url, options);
    return {
      response: { status: source.status, headers: { get: (name) => source.headers.get(name) ?? null } },
      get lastEventId() {
        return source.lastEventId;
      },
      get reconnectionTime() {
        return source.reconnectionTime;
      },
      close: () => source.close(),
      [Symbol.asyncIterator]: () => source[Symbol.asyncIterator](),
    };
  },
  reconnect: async (url, { method = "GET", eventTypes: _, signal, lastEventId, ...options }) =>
    reconnect((resume) => connectSSE(client, method, url, { ...options, ...resume }), { signal, lastEventId, ...impatient }),
});
