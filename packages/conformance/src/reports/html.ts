import { categories } from "../case.ts";
import type { CaseResult, Report, Verdict } from "../report.ts";
import { casesSection, classOf, passedOf } from "./html-cases.ts";
import { failuresSection } from "./html-failures.ts";
import { Markup, markup } from "./markup.ts";
import { script } from "./page-script.ts";
import { style } from "./page-style.ts";
import { rowsOf } from "./rows.ts";
import { count, nameOf, possible, succeeded, verdictInWords } from "./summary.ts";

const meanings: Readonly<Record<Verdict, string>> = {
  pass: "the client behaves as the title says",
  fail: "it doesn't",
  "not claimed": "the client doesn't have what the case is about",
  "not possible": "it can't be seen where the suite ran",
  "not run": "it could have run and didn't",
};

/** The report as one self-contained page: the verdict, then what fails by rule, then all cases, folded. */
export function html(reports: readonly Report[]): string {
  const rows = rowsOf(reports);
  const title = reports.length === 1 ? `SSE conformance of ${reports.map(nameOf).join()}` : "SSE conformance";
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
${reports.length === 1 ? reports.map(verdictLine) : overview(reports)}
<p class="note">${rows.length} cases of @sse/conformance ${reports[0]?.suite}, run ${reports[0]?.date.slice(0, 10)} on ${[...new Set(reports.map(({ runtime }) => runtime))].join(", ")}.</p>
<details class="legend"><summary>What the signs mean</summary><dl>${Object.entries(meanings).map(
    // The keys of a record of verdicts.
    ([verdict, meaning]) => markup`<div><dt class="${classOf(verdict as Verdict)}">${verdict}</dt><dd>${meaning}</dd></div>`,
  )}</dl>
<p>A failure of level <b>must</b> breaks a specification, or loses, repeats or leaks something. One of level <b>policy</b> breaks the client's own word. One of level <b>should</b> is allowed, and has hurt users.</p></details>
</header>
<main>
${failuresSection(reports, rows)}
${casesSection(reports, rows)}
</main>
<script>${new Markup(script)}</script>
</body>
</html>
`;
  return page.source;
}

function verdictLine(report: Report): Markup {
  return markup`<p class="verdict ${succeeded(report) ? "pass" : "fail"}">${verdictInWords(report)}</p>`;
}

/** A subject's row has one cell a category. On a narrow screen the cells become lines. */
function overview(reports: readonly Report[]): Markup {
  const present = categories.filter((category) => reports.some(({ results }) => results.some((result) => result.category === category)));
  return markup`<div class="scroll"><table class="overview">
<thead><tr><th scope="col">Subject</th>${present.map((category) => markup`<th scope="col">${category}</th>`)}<th scope="col">all</th></tr></thead>
<tbody>${reports.map(
    (report) => markup`<tr><th scope="row">${report.subject.name} <small>${report.subject.version}</small></th>${present.map((category) =>
      overviewCell(
        category,
        report.results.filter((result) => result.category === category),
      ),
    )}${overviewCell("all", report.results)}</tr>
`,
  )}</tbody></table></div>
<p class="note">Passed of those that the subject claims.</p>`;
}

function overviewCell(name: string, results: readonly CaseResult[]): Markup {
  const counts = count(results);
  const verdict = possible(results) === 0 ? "not claimed" : counts.fail > 0 ? "fail" : counts["not run"] > 0 ? "not run" : "pass";
  return markup`<td class="${classOf(verdict)}" data-name="${name}">${passedOf(results)}</td>`;
}
