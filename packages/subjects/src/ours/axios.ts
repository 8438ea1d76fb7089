import { connectSSE } from "@sse/axios";
import type { Subject } from "@sse/conformance";
import axios from "axios";
import { versionOf } from "../version.ts";
import { connectionOf, everything } from "./source.ts";

const withAdapter = (adapter: "http" | "fetch"): Subject => {
  const client = axios.create({ adapter });
  return {
    name: "@sse/axios",
    version: `${versionOf("@sse/axios")} (axios ${versionOf("axios")}, ${adapter} adapter)`,
    capabilities: everything,
    policies: { redirects: "followed", compression: "decompressed", noContent: "ends" },
    async connect(url, { method = "GET", eventTypes: _, body, ...options }) {
      return connectionOf(await connectSSE(client, method, url, { ...options, data: body }));
    },
  };
};

const subjects: readonly Subject[] = [withAdapter("http"), withAdapter("fetch")];

export default subjects;
