import { categories } from "../case.ts";
import type { CaseResult, Report } from "../report.ts";
import { countInWords, nameOf } from "./summary.ts";

/** Marks up a text for a terminal, or leaves it as it is. */
export type Paint = (style: "bold" | "green" | "red" | "yellow" | "dim", text: string) => string;

const plain: Paint = (_, text) => text;

/** The report for people at a terminal: every failure with its evidence, then the count of each category. */
export function pretty(reports: readonly Report[], paint: Paint = plain): string {
  return reports.map((report) => prettyOne(report, paint)).join("\n");
}

function prettyOne(report: Report, paint: Paint): string {
  const lines = [paint("bold", `${nameOf(report)} on ${report.runtime}`), ""];
  for (const result of report.results) {
    if (result.verdict === "fail") lines.push(...failureLines(result, paint), "");
    if (result.verdict === "not run") lines.push(`${paint("yellow", "?")} ${result.id} did not run: ${result.reason}`, "");
  }
  for (const category of categories) {
    const results = report.results.filter((result) => result.category === category);
    if (results.length > 0) lines.push(`${category.padEnd(12)} ${countInWords(results)}`);
  }
  lines.push(`${"all".padEnd(12)} ${countInWords(report.results)} in ${(report.duration / 1000).toFixed(1)} s`);
  return `${lines.join("\n")}\n`;
}

function failureLines(result: CaseResult, paint: Paint): string[] {
  const { message, expected, got, bytes, stack } = result.failure ?? { message: "no failure was recorded" };
  const mark = result.level === "should" ? paint("yellow", "✗") : paint("red", "✗");
  const lines = [`${mark} ${paint("bold", result.id)} (${result.level}) ${result.title}`, `    ${message}`];
  const add = (name: string, text: string): void => {
    lines.push(`    ${paint("dim", name.padEnd(9))} ${text.replaceAll("\n", `\n${" ".repeat(14)}`)}`);
  };
  if (bytes) add("bytes", bytes);
  if (expected !== undefined) add("expected", expected);
  if (got !== undefined) add("got", got);
  if (stack) add("stack", stack);
  add("see", result.spec);
  return lines;
}
