import { allCapabilities, type Subject } from "@sse/conformance";
import type { AxiosInstance } from "axios";
import { connectSSE, reconnect } from "../src/index.ts";

/** Milliseconds: the cases compare delays with each other and with what the server asks for, not with the defaults. */
const impatient = { minDelay: 50, maxDelay: 1_500 };

/** The adapter over an axios instance, as the conformance suite sees it. */
export const subject = (name: string, version: string, client: AxiosInstance): Subject => ({
  name,
  version,
  capabilities: allCapabilities,
  policies: { redirects: "followed", compression: "decompressed", noContent: "ends", serverErrors: "retried" },
  async connect(url, { method = "GET", eventTypes: _, body, ...options }) {
    const source = await connectSSE(client, method, url, { ...options, data: body });
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
  reconnect: async (url, { method = "GET", eventTypes: _, body, signal, lastEventId, ...options }) =>
    reconnect((resume) => connectSSE(client, method, url, { ...options, data: body, ...resume }), { signal, lastEventId, ...impatient }),
});
