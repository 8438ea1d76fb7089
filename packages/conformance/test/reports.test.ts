import { describe, expect, it } from "vitest";
import { type CaseResult, cases, formatReport, type Report, reportFormats, runConformance, type Subject } from "../src/index.ts";
import { notRun } from "../src/run.ts";

const failed = (one: (typeof cases)[number]): CaseResult => ({ ...notRun(one, ""), verdict: "fail", failure: { message: "<x> & \u0001" } });

const report = (results: CaseResult[]): Report => ({
  suite: "1.2.3",
  subject: { name: "client", version: "4", capabilities: [], policies: {} },
  date: "2026-01-01T00:00:00.000Z",
  runtime: "Node.js 24",
  duration: 1,
  results,
});
const passed = (one: (typeof cases)[number]): CaseResult => {
  const { reason: _, ...result } = notRun(one, "");
  return { ...result, verdict: "pass" };
};

describe("a report", () => {
  it("takes less than 2 MB in every format, though every value of every case is 10 KB", async () => {
    const data = "漢\u0000".repeat(5_000);
    const babbling: Subject = {
      name: "babbling",
      version: "0",
      capabilities: ["event-type", "event-id"],
      decode: () => ({ decode: () => [{ event: data, data, id: data }] }),
    };
    const { results, ...head } = await runConformance(babbling, { categories: ["decoding"] });
    expect(results.filter(({ verdict }) => verdict === "pass")).toEqual([]);
    const sizes = reportFormats.map((format) => [format, formatReport([{ ...head, results }], format).length] as const);
    expect(sizes.filter(([, size]) => size > 2_000_000)).toEqual([]);
  });

  it.each(["html", "junit"] as const)("escapes what a subject says in %s", (format) => {
    expect(formatReport([report([failed(cases[0] as (typeof cases)[number])])], format)).not.toContain("<x>");
  });
});

describe("a known failure", () => {
  const [first, second] = cases.slice(0, 2).map(failed) as [CaseResult, CaseResult];
  const reports = [report([{ ...first, known: "issue 1" }, second])];

  it("is one that may fail, in tap", () => {
    const tap = formatReport(reports, "tap");
    expect(tap).toContain(`not ok 1 - client 4: ${first.id} # TODO known failure: issue 1\n`);
    expect(tap).toContain(`not ok 2 - client 4: ${second.id}\n`);
  });

  it("is skipped in junit", () => {
    const junit = formatReport(reports, "junit");
    expect(junit).toContain('tests="2" failures="1" skipped="1"');
    expect(junit).toContain('<skipped message="known failure: issue 1"/>');
  });
});

describe("the badge", () => {
  it("says passed of claimed, and the suite's minor version", () => {
    const svg = formatReport([report(cases.slice(0, 5).map(passed))], "badge");
    expect(svg).toContain("<title>SSE conformance: 5 of 5, suite 1.2</title>");
    expect(svg).toContain('fill="#1a7136"');
  });

  it("is red if a requirement failed", () => {
    const must = cases.filter(({ level }) => level === "must").slice(0, 2);
    const svg = formatReport([report([...must.slice(0, 1).map(passed), ...must.slice(1).map(failed)])], "badge");
    expect(svg).toContain("1 of 2, suite 1.2");
    expect(svg).toContain('fill="#b3261e"');
  });
});
