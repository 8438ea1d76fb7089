import { describe, expect, it } from "vitest";
import { missingFor, peersElsewhere, runElsewhere } from "../src/anywhere/elsewhere.ts";

/** One case in so many: about twenty, of every category. */
const sample = 31;

describe("the peers that don't live in Node.js", { timeout: 120_000 }, () => {
  it.for(peersElsewhere)("$name runs the suite where it lives", async (peer, { skip }) => {
    const missing = missingFor(peer);
    if (missing !== undefined) skip(missing);
    const { subject, results } = await runElsewhere(peer, { sample });
    expect(subject.name).toBe(peer.name);
    expect(subject.version).toMatch(/^\d+\.\d+/);
    const idsOf = (verdict: string): string[] => results.filter((result) => result.verdict === verdict).map(({ id }) => id);
    expect(idsOf("not run")).toEqual([]);
    expect(idsOf("pass").length).toBeGreaterThan(idsOf("fail").length);
    expect(new Set(idsOf("pass").map((id) => id.split("/")[0]))).toContain("decoding");
  });
});
