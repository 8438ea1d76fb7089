import { categories } from "../case.ts";
import type { CaseResult, Report } from "../report.ts";

/** One case and what each subject made of it, in the order of the subjects. */
export interface Row {
  readonly first: CaseResult;
  readonly results: readonly (CaseResult | undefined)[];
}

/** The cases of all reports, in the suite's order. */
export function rowsOf(reports: readonly Report[]): readonly Row[] {
  const byId = reports.map(({ results }) => new Map(results.map((result) => [result.id, result])));
  const firsts = new Map(reports.flatMap(({ results }) => results.map((result) => [result.id, result] as const)).reverse());
  const inOrder = [...firsts.values()].reverse().sort((a, b) => categories.indexOf(a.category) - categories.indexOf(b.category));
  return inOrder.map((first) => ({ first, results: byId.map((results) => results.get(first.id)) }));
}

/** The rows in which a subject fails, by the section of a specification that they are about. */
export function failuresByRule(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const rules = new Map<string, Row[]>();
  for (const row of rows) {
    if (!row.results.some((result) => result?.verdict === "fail")) continue;
    rules.set(row.first.spec, [...(rules.get(row.first.spec) ?? []), row]);
  }
  return rules;
}

/** A specification's section as people call it: "html.spec.whatwg.org, dispatchMessage". */
export function ruleName(spec: string): string {
  const { hostname, pathname, hash } = new URL(spec);
  const document = hostname === "www.rfc-editor.org" ? (pathname.split("/").pop() ?? "").toUpperCase().replace("RFC", "RFC ") : hostname;
  const place = decodeURIComponent(hash.slice(1));
  const [, file] = /([^/]+)\.md$/.exec(pathname) ?? [];
  const section = /^section-(.+)$/.exec(place)?.[1];
  return [file ? `${file}.md` : document.replace(/\.HTML$/i, ""), section ? `section ${section}` : place]
    .filter((part) => part !== "")
    .join(", ");
}
