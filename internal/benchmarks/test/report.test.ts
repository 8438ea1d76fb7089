import { describe, expect, it } from "vitest";
import { fit } from "../src/report/fit.ts";
import { committed, readmes } from "../src/report/readme.ts";
import { jsonOf } from "../src/report/write.ts";

describe("the READMEs' figures", () => {
  it("are those of results.json", () => {
    const all = readmes(committed());
    expect(all.map(({ file }) => file)).toEqual(["README.md", "packages/core/README.md"]);
    for (const { written, generated } of all) expect(written).toBe(generated);
  });
});

describe("results.json", () => {
  it("has every list of numbers in one line, and four digits of each", () => {
    const text = jsonOf({ rounds: [1.23456789, -2, 3e-9], names: ["a"], none: [] });
    expect(text).toContain('"rounds": [1.235, -2, 3e-9]');
    expect(JSON.parse(text)).toEqual({ rounds: [1.235, -2, 3e-9], names: ["a"], none: [] });
  });
});

describe("growth", () => {
  const of = (y: (x: number) => number) => fit([1, 2, 4, 8].map((x) => ({ x, y: y(x) })));

  it.each([
    ["what grows in proportion", (x: number) => 3 * x, 1],
    ["what does not grow", () => 7, 0],
    ["a square", (x: number) => x * x, 2],
  ])("%s has its power", (_, y, power) => {
    expect(of(y).power).toBeCloseTo(power);
    expect(of(y).off).toBeCloseTo(0);
  });

  it("says how far the worst point lies off", () => {
    expect(of((x) => (x === 8 ? 16 : x)).off).toBeGreaterThan(0.2);
  });
});
