import type { Report } from "../report.ts";
import { badge } from "./badge.ts";
import { html } from "./html.ts";
import { junit } from "./junit.ts";
import { markdown } from "./markdown.ts";
import { pretty } from "./pretty.ts";
import { tap } from "./tap.ts";

/** The ways in which a report can be written. */
export type ReportFormat = "pretty" | "json" | "junit" | "tap" | "html" | "markdown" | "badge";

const formats: Record<ReportFormat, (reports: readonly Report[]) => string> = {
  pretty: (reports) => pretty(reports),
  json: (reports) => `${JSON.stringify(reports, null, 1)}\n`,
  junit,
  tap,
  html,
  markdown,
  badge,
};

/** All of {@link ReportFormat}. */
export const reportFormats: readonly ReportFormat[] = ["pretty", "json", "junit", "tap", "html", "markdown", "badge"];

/**
 * Writes reports, of one subject or of several side by side.
 *
 * `badge` is an SVG image for a README, `html` is a page in one file, which needs no other and no script to be read; `json` is an array of {@link Report}.
 */
export function formatReport(reports: readonly Report[], format: ReportFormat): string {
  return formats[format](reports);
}
