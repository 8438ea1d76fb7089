import type { Subject } from "@sse/conformance";
import { connectSSE } from "../src/index.ts";

/** The adapter over a dispatcher, as the conformance suite sees it. */
export const subject = (
  name: string,
  version: string,
  client: Parameters<typeof connectSSE>[0],
  redirects: "followed" | "refused",
): Subject => ({
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
  policies: { redirects, compression: "decompressed", noContent: "ends" },
  async connect(url, { method = "GET", eventTypes: _, ...options }) {
    const source = await connectSSE(client, method, url, options);
    const { statusCode, headers } = source.response;
    return {
      response: { status: statusCode, headers: { get: (name) => headers[name]?.toString() ?? null } },
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
});
