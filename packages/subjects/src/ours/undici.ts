import type { Subject } from "@sse/conformance";
import { connectSSE } from "@sse/undici";
import { Agent, interceptors } from "undici";
import { Agent as Agent7, interceptors as interceptors7 } from "undici7";
import { versionOf } from "../version.ts";
import { connectionOf, everything } from "./source.ts";

type Client = Parameters<typeof connectSSE>[0];

const withClient = (client: Client, what: string, redirects: "followed" | "refused" = "followed"): Subject => ({
  name: "@sse/undici",
  version: `${versionOf("@sse/undici")} (undici ${what})`,
  capabilities: everything,
  policies: { redirects, compression: "decompressed", noContent: "ends" },
  async connect(url, { method = "GET", eventTypes: _, ...options }) {
    return connectionOf(await connectSSE(client, method, url, options));
  },
});

const following = { maxRedirections: 20 };
const agent7 = new Agent7().compose(interceptors7.redirect(following));

const subjects: readonly Subject[] = [
  withClient(new Agent(), versionOf("undici"), "refused"),
  withClient(new Agent().compose(interceptors.redirect(following)), `${versionOf("undici")}, redirect interceptor`),
  // @ts-expect-error The adapter's types are undici 8's here; a project that has undici 7 has the types of that one only.
  withClient(agent7, `${versionOf("undici7")}, redirect interceptor`),
];

export default subjects;
