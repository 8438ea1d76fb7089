import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cases } from "@sse/conformance";
import { expect, it } from "vitest";
import { cellsOf } from "../src/cells.ts";
import { deviations } from "../src/deviations.ts";
import { staleDocuments } from "../src/documents.ts";
import { Findings } from "../src/findings.ts";
import { page } from "../src/page.ts";
import { nameOf, readResults } from "../src/results.ts";
import { runtimes } from "../src/runtimes.ts";

const root = join(import.meta.dirname, "..", "..", "..");

it("the documents show the kept results (pnpm matrix --write)", () => {
  expect(staleDocuments().map(({ file }) => file)).toEqual([]);
});

it("every cell has a result", () => {
  expect(Object.keys(readResults().cells)).toEqual(cellsOf(runtimes()).map(nameOf));
});

it("every deviation names cases of the suite", () => {
  const ids: readonly string[] = cases.map(({ id }) => id);
  expect(deviations.flatMap((it) => it.cases).filter((id) => !ids.includes(id))).toEqual([]);
});

it("every deviation and every reason for an empty cell links to a place that exists", () => {
  const { reasons } = new Findings(readResults());
  const links = new Set([...deviations.map(({ link }) => link), ...reasons.map(({ reason }) => reason.link)]);
  for (const link of links) {
    if (link.startsWith("https:")) continue;
    const [file = "", anchor = ""] = link.split("#");
    expect(existsSync(join(root, file)), file).toBe(true);
    expect(headingsOf(readFileSync(join(root, file), "utf8")), link).toContain(anchor);
  }
});

it("the page needs no other file and no script, and its links within it lead somewhere", () => {
  const html = page(new Findings(readResults()));
  expect(html).not.toMatch(/<script|<link|<img|<iframe|\bsrc=|\burl\(|@import/);
  const targets = [...html.matchAll(/ href="#([^"]+)"/g)].map(([, id]) => id);
  const ids = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  expect(targets.filter((id) => !ids.has(id))).toEqual([]);
});

/** The anchors that GitHub gives to a document's headings. */
function headingsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) => {
    return title
      .toLowerCase()
      .replace(/[^\w -]/g, "")
      .replaceAll(" ", "-");
  });
}
