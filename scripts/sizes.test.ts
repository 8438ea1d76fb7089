import { beforeAll, describe, expect, it } from "vitest";
import { documentsWith, measure, problemsOf, type Size } from "./sizes.ts";

describe("sizes", () => {
  let sizes: Size[];
  beforeAll(async () => {
    sizes = await measure();
  });

  it("stay under their limits, with five per cent to spare", () => {
    expect(problemsOf(sizes)).toEqual([]);
  });

  it("are the figures in the READMEs", () => {
    const documents = documentsWith(sizes);
    expect(documents.map(({ file }) => file)).toContain("README.md");
    expect(documents.filter(({ stale }) => stale).map(({ file }) => `${file} is out of date: run \`pnpm sizes\``)).toEqual([]);
  });

  it.each([
    [{ bytes: 100, limit: undefined }, "without a limit"],
    [{ bytes: 101, limit: 100 }, "over its limit"],
    [{ bytes: 96, limit: 100 }, "within five per cent"],
  ])("%j is reported", (size, expected) => {
    expect(problemsOf([{ title: "x", folder: "core", ...size }])).toEqual([expect.stringContaining(expected)]);
  });
});
