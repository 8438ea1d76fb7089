import type { Report } from "../report.ts";
import { count, possible, succeeded } from "./summary.ts";

const label = "SSE conformance";

/** Pixels that a character takes on average, in the badge's font. */
const characterWidth = 6.6;

/**
 * The result as a badge, an SVG image: "569 of 569, suite 1.2". Of several subjects it shows the first one.
 *
 * It counts what the subject claims, and is red if a case of level `must` or `policy` failed.
 */
export function badge([report]: readonly Report[]): string {
  if (!report) return "";
  const [major, minor] = report.suite.split(".");
  const value = `${count(report.results).pass} of ${possible(report.results)}, suite ${major}.${minor}`;
  const [left, right] = [label, value].map((text) => Math.round(text.length * characterWidth) + 12) as [number, number];
  const colour = succeeded(report) ? "#1a7136" : "#b3261e";
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${label}: ${value}">
<title>${label}: ${value}</title>
<rect width="${left + right}" height="20" rx="3" fill="${colour}"/><path d="M3 0h${left - 3}v20H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" fill="#3a424a"/>
<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11"><text x="${left / 2}" y="14" textLength="${left - 12}">${label}</text><text x="${left + right / 2}" y="14" textLength="${right - 12}">${value}</text></g>
</svg>
`;
}
