import type { Subject } from "@sse/conformance";
import { connectSSE } from "@sse/ky";
import ky from "ky";
import ky1 from "ky1";
import { versionOf } from "../version.ts";
import { connectionOf, everything } from "./source.ts";

const withClient = (client: Parameters<typeof connectSSE>[0], version: string): Subject => ({
  name: "@sse/ky",
  version: `${versionOf("@sse/ky")} (ky ${version})`,
  capabilities: everything,
  policies: { redirects: "followed", compression: "decompressed", noContent: "ends" },
  async connect(url, { method = "GET", eventTypes: _, ...options }) {
    return connectionOf(await connectSSE(client, method, url, options));
  },
});

const subjects: readonly Subject[] = [
  withClient(ky, versionOf("ky")),
  // @ts-expect-error The adapter's types are ky 2's here; a project that has ky 1 has the types of that one only.
  withClient(ky1, versionOf("ky1")),
];

export default subjects;
