import { categories } from "../case.ts";
import type { CaseResult, Report } from "../report.ts";
import { countInWords, nameOf } from "./summary.ts";

/** Marks up a text for a terminal, or leaves it as it is. */
export type Paint = (style: "bold" | "green" | "red" | "yellow" | "dim", text: string) => string;

const plain: Paint = (_, text) => text;

/** How many cases the list of the slowest has, and from how many milliseconds on a case is slow. */
const slowest = 10;
const slow = 100;

/** The report for people at a terminal: every failure with its evidence, then the counts and the slowest cases. */
export function pretty(reports: readonly Report[], paint: Paint = plain): string {
  return reports
    .map((report) => {
      const failures = report.results.filter(({ verdict }) => verdict !== "pass").map((result) => prettyResult(result, paint));
      return `${prettyHead(report, paint)}\n${failures.join("")}${prettySummary(report, paint)}`;
    })
    .join("\n");
}

/** What is run, and where. */
export function prettyHead(report: Omit<Report, "results" | "duration">, paint: Paint = plain): string {
  return `${paint("bold", `${nameOf(report)} on ${report.runtime}`)}\n`;
}

/** One result: a line, with the evidence below it if it is a failure. Nothing for what wasn't run, or isn't claimed or possible. */
export function prettyResult(result: CaseResult, paint: Paint = plain): string {
  const { id, title, known, verdict } = result;
  if (verdict === "pass") return `${paint("green", "✓")} ${id}\n`;
  if (verdict !== "fail") return "";
  if (known !== undefined) return `${paint("yellow", "✗")} ${id} fails, as is known: ${known}\n`;
  const mark = paint(result.level === "should" ? "yellow" : "red", "✗");
  return `${[`${mark} ${paint("bold", id)} (${result.level}) ${title}`, ...evidenceLines(result, paint)].join("\n")}\n\n`;
}

/** The counts of each category, and the slowest cases. */
export function prettySummary({ results, duration }: Report, paint: Paint = plain): string {
  const lines: string[] = [];
  const slowOnes = results
    .filter((result) => result.duration >= slow)
    .sort((a, b) => b.duration - a.duration)
    .slice(0, slowest);
  if (slowOnes.length > 0) {
    lines.push("", paint("bold", "The slowest cases"));
    for (const { id, duration } of slowOnes) lines.push(`${`${Math.round(duration)} ms`.padStart(12)} ${id}`);
  }
  const notRun = results.filter(({ verdict }) => verdict === "not run");
  for (const reason of new Set(notRun.map((result) => result.reason))) {
    const count = notRun.filter((result) => result.reason === reason).length;
    lines.push("", `${paint("yellow", "?")} ${count === 1 ? "1 case wasn't" : `${count} cases weren't`} run: ${reason}`);
  }
  lines.push("");
  for (const category of categories) {
    const ours = results.filter((result) => result.category === category);
    if (ours.length > 0) lines.push(`${category.padEnd(12)} ${countInWords(ours)}`);
  }
  lines.push(`${"all".padEnd(12)} ${countInWords(results)} in ${(duration / 1000).toFixed(1)} s`);
  return `${lines.join("\n")}\n`;
}

function evidenceLines({ failure, spec }: CaseResult, paint: Paint): string[] {
  const { message, expected, got, bytes, stack } = failure ?? { message: "no failure was recorded" };
  const lines = [`    ${message}`];
  const add = (name: string, text: string | undefined): void => {
    if (text !== undefined) lines.push(`    ${paint("dim", name.padEnd(9))} ${text.replaceAll("\n", `\n${" ".repeat(14)}`)}`);
  };
  add("bytes", bytes);
  add("expected", expected);
  add("got", got);
  add("stack", stack);
  add("see", spec);
  return lines;
}
