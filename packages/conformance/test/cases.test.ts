import { describe, expect, it } from "vitest";
import { type Case, categories } from "../src/case.ts";
import { casesOf, type Group, type SourceCase } from "../src/cases/group.ts";
import { cases } from "../src/cases/index.ts";
import { presumedPolicies } from "../src/policies.ts";

const run = (): void => {};
const group = (...sources: SourceCase[]): Group => ({
  level: "must",
  spec: "https://example.com/#a",
  needs: ["connect"],
  limit: 10_000,
  cases: sources,
});

describe("a case of a group", () => {
  it("takes category, level, specification, needs and limit from its group", () => {
    expect(casesOf("closing", [group({ id: "a", title: "A", run })])).toEqual([
      {
        id: "closing/a",
        title: "A",
        category: "closing",
        level: "must",
        spec: "https://example.com/#a",
        needs: ["connect"],
        limit: 10_000,
        run,
      },
    ]);
  });

  it("replaces what it states itself", () => {
    const own = { level: "policy", spec: "https://example.com/#b", policy: { redirects: "refused" }, limit: 1_000 } as const;
    expect(casesOf("closing", [group({ id: "a", title: "A", ...own, run })])).toMatchObject([own]);
  });

  it("adds its needs to the group's, each once", () => {
    const [one] = casesOf("closing", [group({ id: "a", title: "A", needs: ["signal", "connect"], run })]);
    expect(one?.needs).toEqual(["connect", "signal"]);
  });
});

describe("the suite's cases", () => {
  it("each have an ID and a title of their own", () => {
    for (const member of ["id", "title"] as const) {
      const values = cases.map((one) => one[member]);
      expect(values.filter((value, i) => values.indexOf(value) !== i)).toEqual([]);
    }
  });

  it("have IDs of lower-case words that begin with the category", () => {
    const pattern = new RegExp(`^(${categories.join("|")})/[a-z0-9]+([-.][a-z0-9]+)*$`);
    expect(cases.filter(({ id, category }) => !pattern.test(id) || !id.startsWith(`${category}/`)).map(({ id }) => id)).toEqual([]);
  });

  it("name a policy if their level is policy, and none but presumed ones if it is must", () => {
    const unpresumed = ({ policy = {} }: Case): boolean =>
      Object.entries(policy).some(([name, choice]) => new Map(Object.entries(presumedPolicies)).get(name) !== choice);
    const right = { policy: [true], must: [false], should: [true, false] };
    expect(cases.filter((one) => !right[one.level].includes(unpresumed(one))).map(({ id }) => id)).toEqual([]);
  });

  it("link a section of a specification", () => {
    expect(cases.filter(({ spec }) => !/^https:\/\/[^#]+#\S+$/.test(spec)).map(({ id }) => id)).toEqual([]);
  });

  it("need a method of the subject", () => {
    const methods = ["decode", "connect", "reconnect"];
    expect(cases.filter(({ needs }) => !needs.some((need) => methods.includes(need))).map(({ id }) => id)).toEqual([]);
  });
});
