import { describe, expect, it } from "vitest";
import { cases } from "../src/cases/index.ts";
import { slowDecoders, wrongDecoders } from "./wrong/decoders/index.ts";
import { guards } from "./wrong/guards.ts";
import { faults } from "./wrong/http/index.ts";

/** A subject that fails more cases than these is broken as a whole, and shows nothing about each of them. */
const most = cases.length / 4;

const idsIn = (fails: string, prefix = ""): string[] => [...fails.matchAll(/\S+/g)].map(([id]) => prefix + id);

/** What each wrong subject fails: its own test runs it and holds it to this list. */
const failures = [
  ...[...Object.entries(wrongDecoders), ...Object.entries(slowDecoders)].map(([name, { fails }]) => ({
    name,
    ids: idsIn(fails, "decoding/"),
  })),
  ...faults.flatMap((group) => Object.entries(group).map(([name, { fails }]) => ({ name, ids: idsIn(fails) }))),
];

const failed = new Set(failures.flatMap(({ ids }) => (ids.length <= most ? ids : [])));

describe("each case of the suite", () => {
  it("is failed by a wrong subject, or is a guard with a reason", () => {
    expect(cases.filter(({ id }) => !failed.has(id) && guards[id] === undefined).map(({ id }) => id)).toEqual([]);
  });

  it("is a guard only as long as no wrong subject fails it", () => {
    expect(Object.keys(guards).filter((id) => failed.has(id))).toEqual([]);
  });

  it("that is a guard exists, and they are few", () => {
    const ids = new Set<string>(cases.map(({ id }) => id));
    expect(Object.keys(guards).filter((id) => !ids.has(id))).toEqual([]);
    expect(Object.keys(guards).length).toBeLessThan(30);
  });
});

describe("a wrong subject", () => {
  it("has a name of its own", () => {
    const names = failures.map(({ name }) => name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });
});
