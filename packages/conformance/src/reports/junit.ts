import type { CaseResult, Report } from "../report.ts";
import { count, nameOf } from "./summary.ts";

/**
 * The report in the XML that continuous integration reads, with a suite for each subject. What did not run or is not claimed is skipped, and so is a
 * known failure, which the format has no word for.
 */
export function junit(reports: readonly Report[]): string {
  const suites = reports.map((report) => {
    const counts = count(report.results);
    const known = report.results.filter((result) => result.known !== undefined).length;
    const attributes = {
      name: nameOf(report),
      tests: report.results.length,
      failures: counts.fail - known,
      skipped: counts["not claimed"] + counts["not possible"] + counts["not run"] + known,
      time: seconds(report.duration),
      timestamp: report.date,
    };
    return `  <testsuite${write(attributes)}>\n${report.results.map(testcase).join("")}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join("")}</testsuites>\n`;
}

function testcase(result: CaseResult): string {
  const open = `    <testcase${write({ classname: result.category, name: result.id, time: seconds(result.duration) })}`;
  if (result.verdict === "pass") return `${open}/>\n`;
  const skipped = (message: string): string => `${open}><skipped${write({ message })}/></testcase>\n`;
  if (result.known !== undefined) return skipped(`known failure: ${result.known}`);
  if (result.verdict !== "fail") return skipped(`${result.verdict}: ${result.reason}`);
  const { message, expected, got, bytes, stack } = result.failure ?? { message: "no failure was recorded" };
  const details = [
    result.title,
    `level: ${result.level}`,
    `specification: ${result.spec}`,
    ...(bytes ? [`bytes: ${bytes}`] : []),
    ...(expected === undefined ? [] : [`expected: ${expected}`]),
    ...(got === undefined ? [] : [`got: ${got}`]),
    ...(stack ? [stack] : []),
  ].join("\n");
  return `${open}><failure${write({ type: result.level, message })}>${escapeForXml(details)}</failure></testcase>\n`;
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);

const write = (attributes: Record<string, string | number>): string =>
  Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeForXml(String(value))}"`)
    .join("");

const references = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
]);

function escapeForXml(text: string): string {
  return [...text].map((character) => references.get(character) ?? (fitsXml(character) ? character : escapeAsJson(character))).join("");
}

/** XML 1.0 cannot hold most control characters and the last two of the plane, not even as references. */
function fitsXml(character: string): boolean {
  const code = character.charCodeAt(0);
  return (code >= 0x20 && code < 0xfffe) || code === 0x09 || code === 0x0a || code === 0x0d;
}

const escapeAsJson = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
