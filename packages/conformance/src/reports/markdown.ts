import { categories } from "../case.ts";
import type { CaseResult, Report } from "../report.ts";
import { type Row, rowsOf, ruleName } from "./rows.ts";
import { count, countInWords, nameOf, possible, verdictInWords } from "./summary.ts";

/** The report as Markdown: the verdict, or for several subjects a table of them, then what fails by rule. */
export function markdown(reports: readonly Report[]): string {
  const rows = rowsOf(reports);
  const parts = [overview(reports), `## By rule\n\n${byRule(reports, rows)}`, ...reports.map(section)];
  return `${parts.join("\n\n")}\n`;
}

function overview(reports: readonly Report[]): string {
  const present = categories.filter((category) => reports.some(({ results }) => results.some((result) => result.category === category)));
  return table([
    ["subject", ...present, "all"],
    ["---", ...present.map(() => "--:"), "--:"],
    ...reports.map((report) => [
      nameOf(report),
      ...present.map((category) => cell(report.results.filter((result) => result.category === category))),
      cell(report.results),
    ]),
  ]);
}

/** A line for each section of a specification: how many cases are about it, and which subjects fail how many of them. */
function byRule(reports: readonly Report[], rows: readonly Row[]): string {
  const rules = new Map<string, Row[]>();
  for (const row of rows) rules.set(row.first.spec, [...(rules.get(row.first.spec) ?? []), row]);
  const lines = [...rules].map(([spec, ours]) => {
    const results = reports.map((_, i) => ours.flatMap((row) => row.results[i] ?? []));
    const failing = reports.flatMap((report, i) => {
      const { fail } = count(results[i] ?? []);
      return fail > 0 ? [`${report.subject.name} (${fail})`] : [];
    });
    const claiming = results.filter((each) => possible(each) > 0).length;
    return [`[${ruleName(spec)}](${spec})`, String(ours.length), String(claiming), failing.join(", ") || "–"];
  });
  return table([["rule", "cases", "subjects that claim any", "fail (cases)"], ["---", "--:", "--:", "---"], ...lines]);
}

function section(report: Report): string {
  const failures = report.results.filter(({ verdict }) => verdict === "fail");
  const notRun = report.results.filter(({ verdict }) => verdict === "not run");
  const lines = [
    `## ${nameOf(report)}`,
    "",
    `${verdictInWords(report)}. ${countInWords(report.results)}; ${report.runtime}, ${report.date.slice(0, 10)}, ${(report.duration / 1000).toFixed(1)} s.`,
    ...(failures.length > 0 ? ["", ...failures.map(failureLine)] : []),
    ...(notRun.length > 0 ? ["", ...notRun.map(({ id, reason }) => `- not run: \`${id}\`: ${reason}`)] : []),
  ];
  return lines.join("\n");
}

const table = (rows: readonly (readonly string[])[]): string => rows.map((row) => `| ${row.join(" | ")} |`).join("\n");

/** Passed of possible. What isn't claimed doesn't count, and a case that should have run and didn't counts against. */
function cell(results: readonly CaseResult[]): string {
  const of = possible(results);
  return of === 0 ? "–" : `${count(results).pass} of ${of}`;
}

const failureLine = ({ id, level, title, known }: CaseResult): string =>
  `- ${level}: \`${id}\` ${title}${known === undefined ? "" : ` (known: ${known})`}`;
