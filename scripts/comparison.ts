import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Results {
  /** The IDs, which begin with their category. */
  readonly cases: readonly { readonly id: string }[];
  readonly reports: readonly {
    readonly subject: { readonly name: string; readonly version: string; readonly capabilities: readonly string[] };
    readonly fail: string;
    readonly "not claimed": string;
    readonly "not possible": string;
    readonly "not run": string;
  }[];
}

/** What a decoder can give besides types and data, by the conformance suite's names for it. */
const gifts = ["event-id", "last-event-id", "reconnection-time", "comments"] as const;

/** How libraries read event streams, by the results of the conformance suite: the rows of a table. */
export function comparison(root: string): string[][] {
  const { cases, reports }: Results = JSON.parse(readFileSync(join(root, "packages/conformance/results.json"), "utf8"));
  const decoding = new Set(cases.map(({ id }) => id).filter((id) => id.startsWith("decoding/")));
  const count = (ids: string): number => ids.split(" ").filter((id) => decoding.has(id)).length;
  return reports
    .filter(({ subject: { name } }) => !/^@sse\/(?!core)/.test(name))
    .map((report) => {
      const { name, version, capabilities } = report.subject;
      const claimed = decoding.size - count(report["not claimed"]) - count(report["not possible"]);
      const passed = claimed - count(report.fail) - count(report["not run"]);
      return [`${name} ${version}`, `${passed} of ${claimed}`, ...gifts.map((gift) => (capabilities.includes(gift) ? "yes" : "–"))];
    });
}

export const comparisonHeads = ["library", "decoding cases passed", "ID of an event", "last event ID", "reconnection time", "comments"];
