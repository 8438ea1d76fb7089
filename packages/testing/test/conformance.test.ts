import { readFileSync } from "node:fs";
import { type Category, cases, subjectOf } from "@sse/conformance";
import { testConformance } from "@sse/conformance/vitest";
import { expect, it } from "vitest";
import { version } from "../package.json" with { type: "json" };
import { appTransport } from "../src/index.ts";
import { clients } from "./clients.ts";
import { fetchHandler, nodeListener } from "./forwarders.ts";
import { needsSocket } from "./not-in-process.ts";

const categories: readonly Category[] = ["decoding", "request", "response", "closing"];
const ids = cases.filter(({ id, category }) => categories.includes(category) && !needsSocket.includes(id)).map(({ id }) => id);

for (const [kind, app] of [
  ["a fetch handler", fetchHandler],
  ["a Node listener", nodeListener],
] as const) {
  for (const [client, over] of clients) {
    const policies = { redirects: client === "undici" ? "refused" : "followed" } as const;
    const subject = subjectOf(over(appTransport(app, { onError: () => {} })), {
      name: `${client}, in process, over ${kind}`,
      version,
      policies,
    });
    testConformance(subject, { ids, notClaimed: "omit" });
  }
}

it("the README names every case that isn't claimed", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  expect(needsSocket.filter((id) => !cases.some((one) => one.id === id))).toEqual([]);
  expect(needsSocket.filter((id) => !readme.includes(`\`${id.replace("response/", "")}\``))).toEqual([]);
});
