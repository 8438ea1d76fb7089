import { beforeAll, describe, expect, it } from "vitest";
import { documentsWith, measure, type Size } from "./sizes.ts";

describe("sizes", () => {
  let sizes: Size[];
  beforeAll(async () => {
    sizes = await measure();
  });

  it("stay under their limits", () => {
    expect(sizes.filter(({ bytes, limit = Number.POSITIVE_INFINITY }) => bytes > limit)).toEqual([]);
  });

  it("are what the READMEs say", () => {
    const documents = documentsWith(sizes);
    expect(documents.map(({ file }) => file)).toContain("README.md");
    expect(documents.filter(({ stale }) => stale).map(({ file }) => `${file} is stale: run \`pnpm sizes\``)).toEqual([]);
  });
});
