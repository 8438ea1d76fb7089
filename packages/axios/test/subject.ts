import type { Subject } from "@sse/conformance";
import type { AxiosInstance } from "axios";
import { connectSSE } from "../src/index.ts";

/** The adapter over an axios instance, as the conformance suite sees it. */
export const subject = (name: string, version: string, client: AxiosInstance): Subject => ({
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
  async connect(url, { method = "GET", eventTypes: _, body, ...options }) {
    const source = await connectSSE(client, method, url, { ...options, data: body });
    const { status, headers } = source.response;
    return {
      response: { status, headers: { get: (name) => headers[name]?.toString() ?? null } },
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
