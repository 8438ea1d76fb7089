import { expect, it } from "vitest";
import { staleTables } from "./tables.ts";

it("the documents' tables are what the doc comments say", () => {
  expect(staleTables().map(({ file }) => `${file} is stale: run \`pnpm tables\``)).toEqual([]);
});
