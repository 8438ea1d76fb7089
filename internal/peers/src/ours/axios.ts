import { connectSSE, reconnect } from "@sse/axios";
import { type Subject, subjectOf } from "@sse/conformance";
import axios from "axios";
import { versionOf } from "../version.ts";

const subject = (adapter: "http" | "fetch"): Subject => {
  const client = axios.create({ adapter });
  return subjectOf((method, url, { body, ...options }) => connectSSE(client, method, url, { ...options, data: body }), {
    name: "@sse/axios",
    version: `${versionOf("@sse/axios")} (axios ${versionOf("axios")}, ${adapter} adapter)`,
    reconnect,
  });
};

export default [subject("http"), subject("fetch")];
