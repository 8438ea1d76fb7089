import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cases } from "@sse/conformance";
import { expect, it } from "vitest";
import { cellsOf } from "../src/cells.ts";
import { deviations } from "../src/deviations.ts";
import { staleDocuments } from "../src/documents.ts";
import { nameOf, readResults } from "../src/results.ts";
import { runtimes } from "../src/runtimes.ts";

const root = join(import.meta.dirname, "..", "..", "..");

it("the documents show the kept results (pnpm matrix --write)", () => {
  expect(staleDocuments().map(({ file }) => file)).toEqual([]);
});

it("every cell has a result", () => {
  expect(Object.keys(readResults().cells)).toEqual(cellsOf(runtimes()).map(nameOf));
});

it("every deviation names cases of the suite, and links to a place that exists", () => {
  const ids: readonly string[] = cases.map(({ id }) => id);
  expect(deviations.flatMap((it) => it.cases).filter((id) => !ids.includes(id))).toEqual([]);
  for (const { link } of deviations.filter((it) => !it.link.startsWith("https:"))) {
    const [file = "", anchor = ""] = link.split("#");
    expect(existsSync(join(root, file)), file).toBe(true);
    const headings = [...readFileSync(join(root, file), "utf8").matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) => {
      return title
        .toLowerCase()
        .replace(/[^\w -]/g, "")
        .replaceAll(" ", "-");
    });
    expect(headings, link).toContain(anchor);
  }
});
