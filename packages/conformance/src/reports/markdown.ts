import { categories } from "../case.ts";
import type { CaseResult, Report } from "../report.ts";
import { count, countInWords, nameOf, possible } from "./summary.ts";

/** The report as Markdown: a table of subjects and categories, then what each subject fails. */
export function markdown(reports: readonly Report[]): string {
  const present = categories.filter((category) => reports.some(({ results }) => results.some((result) => result.category === category)));
  const rows = [
    ["subject", ...present, "all"],
    ["---", ...present.map(() => "--:"), "--:"],
    ...reports.map((report) => [
      nameOf(report),
      ...present.map((category) => cell(report.results.filter((result) => result.category === category))),
      cell(report.results),
    ]),
  ];
  const sections = reports.map((report) => {
    const failures = report.results.filter(({ verdict }) => verdict === "fail");
    const notRun = report.results.filter(({ verdict }) => verdict === "not run");
    const lines = [
      `## ${nameOf(report)}`,
      "",
      `${countInWords(report.results)}; ${report.runtime}, ${report.date.slice(0, 10)}, ${(report.duration / 1000).toFixed(1)} s.`,
      ...(failures.length > 0 ? ["", ...failures.map(failureLine)] : []),
      ...(notRun.length > 0 ? ["", ...notRun.map(({ id, reason }) => `- not run: \`${id}\`: ${reason}`)] : []),
    ];
    return lines.join("\n");
  });
  return `${rows.map((row) => `| ${row.join(" | ")} |`).join("\n")}\n\n${sections.join("\n\n")}\n`;
}

/** Passed of possible. What is not claimed does not count, and a case that should have run and did not counts against. */
function cell(results: readonly CaseResult[]): string {
  const of = possible(results);
  return of === 0 ? "–" : `${count(results).pass} of ${of}`;
}

const failureLine = ({ id, level, title, spec }: CaseResult): string => `- ${level}: [\`${id}\`](${spec}) ${title}`;
