import type { Subject } from "@sse/conformance";
import { connectSSE } from "@sse/fetch";
import { versionOf } from "../version.ts";
import { connectionOf, everything } from "./source.ts";

const subject: Subject = {
  name: "@sse/fetch",
  version: versionOf("@sse/fetch"),
  capabilities: everything,
  policies: { redirects: "followed", compression: "decompressed", noContent: "ends" },
  async connect(url, { method = "GET", eventTypes: _, ...options }) {
    return connectionOf(await connectSSE(fetch, method, url, options));
  },
};

export default subject;
