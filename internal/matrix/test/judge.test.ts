import { cases } from "@sse/conformance";
import { describe, expect, it } from "vitest";
import { type Cell, cellsOf } from "../src/cells.ts";
import { clients } from "../src/clients.ts";
import type { Deviation } from "../src/deviations.ts";
import { judge, withRepeated } from "../src/judge.ts";
import { runtimes } from "../src/runtimes.ts";
import { sampledCases, sampleOf } from "../src/sample.ts";
import type { CellReport, Outcome } from "../src/suite.ts";

const cells = cellsOf(runtimes());
const cell = cells.find(({ runtime, client }) => runtime.kind === "bun" && client.subject === "fetch") as Cell;

const report = (verdicts: Readonly<Record<string, Outcome["verdict"]>>): CellReport => ({
  runtime: "Bun",
  duration: 1_000,
  outcomes: Object.entries(verdicts).map(([id, verdict]) => ({ id, verdict })),
});
const deviation = (more: Partial<Deviation> = {}): Deviation => ({
  what: "It fails.",
  advice: "Wait.",
  link: "https://example.com/",
  cases: ["response/a"],
  where: ({ runtime }) => runtime.kind === "bun",
  ...more,
});

describe("judge", () => {
  it("counts what passed of what is possible", () => {
    const verdicts = { "request/a": "pass", "request/b": "not claimed", "closing/c": "not possible" } as const;
    expect(judge(cell, report(verdicts), [])).toMatchObject({ passed: 1, possible: 1, impossible: 1, problems: [] });
  });

  it("a listed failure is expected, and doesn't count as passed", () => {
    const judgement = judge(cell, report({ "response/a": "fail", "request/b": "pass" }), [deviation()]);
    expect(judgement).toMatchObject({ passed: 1, possible: 2, expected: ["response/a"], problems: [] });
  });

  it.each(["fail", "not run"] as const)("a case that isn't listed for this cell is a problem when its verdict is %s", (verdict) => {
    const elsewhere = deviation({ where: ({ runtime }) => runtime.kind === "deno" });
    expect(judge(cell, report({ "response/a": verdict }), [elsewhere]).unexpected).toEqual(["response/a"]);
  });

  it("a deviation that has disappeared is a problem, unless it depends on timing", () => {
    const passing = report({ "response/a": "pass" });
    expect(judge(cell, passing, [deviation()]).problems).toEqual([expect.stringMatching(/^response\/a: passed/)]);
    expect(judge(cell, passing, [deviation({ sometimes: true })]).problems).toEqual([]);
  });

  it("a case that runs again counts with its second outcome", () => {
    const both = withRepeated(report({ "response/a": "fail", "request/b": "pass" }), report({ "response/a": "pass" }));
    expect(judge(cell, both, [])).toMatchObject({ passed: 2, problems: [] });
  });
});

describe("sampleOf", () => {
  it("has every runtime and every client", () => {
    const sample = sampleOf(cells);
    expect(new Set(sample.map(({ runtime }) => runtime.id))).toEqual(new Set(cells.map(({ runtime }) => runtime.id)));
    expect(new Set(sample.map(({ client }) => client.title))).toEqual(new Set(clients.map(({ title }) => title)));
  });

  it("has every case that isn't about decoding, in each kind of runtime", () => {
    const others = cases.filter(({ category }) => category !== "decoding").map(({ id }) => id);
    const chosen = sampledCases(sampleOf(cells));
    for (const kind of new Set(cells.map(({ runtime }) => runtime.kind))) {
      const ids = new Set([...chosen].flatMap(([{ runtime }, found]) => (runtime.kind === kind ? found : [])));
      expect(others.filter((id) => !ids.has(id))).toEqual([]);
    }
  });
});
