import { connectSSE as overAxios } from "@sse/axios";
import { type BoundConnectSSE, type Category, subjectOf } from "@sse/conformance";
import { testConformance } from "@sse/conformance/vitest";
import { connectSSE as overFetch } from "@sse/fetch";
import { connectSSE as overKy } from "@sse/ky";
import { connectSSE as overUndici } from "@sse/undici";
import axios from "axios";
import ky from "ky";
import { version } from "../package.json" with { type: "json" };
import { appTransport } from "../src/index.ts";
import { fetchHandler, nodeListener } from "./forwarders.ts";

const categories: readonly Category[] = ["decoding", "request", "response", "closing"];

for (const [kind, app] of [
  ["a fetch handler", fetchHandler],
  ["a Node listener", nodeListener],
] as const) {
  const transport = appTransport(app);
  const inAxios = axios.create(transport.axios);
  const inKy = ky.create(transport.ky);
  const clients: readonly [string, BoundConnectSSE, "followed" | "refused"][] = [
    ["fetch", (...request) => overFetch(transport.fetch, ...request), "followed"],
    ["undici", (...request) => overUndici(transport.dispatcher, ...request), "refused"],
    ["axios", (method, url, { body, ...options }) => overAxios(inAxios, method, url, { ...options, data: body }), "followed"],
    ["ky", (...request) => overKy(inKy, ...request), "followed"],
  ];
  for (const [client, connect, redirects] of clients) {
    const subject = subjectOf(connect, { name: `${client}, in process, over ${kind}`, version, policies: { redirects } });
    testConformance(subject, { categories, notClaimed: "omit" });
  }
}
