import type { CaseResult, Report } from "../report.ts";
import { nameOf } from "./summary.ts";

/** The report in the Test Anything Protocol, version 14; a failure's evidence is its YAML block. */
export function tap(reports: readonly Report[]): string {
  const points = reports.flatMap((report) => report.results.map((result) => ({ report, result })));
  const lines = points.map(({ report, result }, i) => point(i + 1, nameOf(report), result));
  return `TAP version 14\n1..${points.length}\n${lines.join("")}`;
}

function point(number: number, subject: string, result: CaseResult): string {
  const status = result.verdict === "fail" ? "not ok" : "ok";
  const line = `${status} ${number} - ${escaped(`${subject}: ${result.id}`)}${directive(result)}\n`;
  return result.verdict === "fail" ? `${line}${diagnostics(result)}` : line;
}

/** A test that is marked as TODO may fail. */
function directive({ verdict, known, reason = "" }: CaseResult): string {
  if (known !== undefined) return ` # TODO known failure: ${escaped(known)}`;
  return verdict === "pass" || verdict === "fail" ? "" : ` # SKIP ${verdict}: ${escaped(reason)}`;
}

function diagnostics({ title, level, spec, failure }: CaseResult): string {
  const { message, expected, got, bytes, stack } = failure ?? { message: "no failure was recorded" };
  const members = { message, title, severity: level, spec, expected, got, bytes, stack };
  // A JSON string is a YAML string.
  const lines = Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [`  ${name}: ${JSON.stringify(value)}\n`]));
  return `  ---\n${lines.join("")}  ...\n`;
}

const escaped = (text: string): string => text.replace(/[\\#]/g, "\\$&").replaceAll("\n", " ");
