import { type Category, categories, levels } from "../case.ts";
import type { CaseResult, Report, Verdict } from "../report.ts";
import { script } from "./page-script.ts";
import { style } from "./page-style.ts";
import { count, countInWords, isGrave, nameOf, possible, verdicts } from "./summary.ts";

/** A piece of the page, as opposed to text that has yet to be escaped. */
class Markup {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}

type Part = string | number | undefined | Markup | readonly Markup[];

/** Escapes what is put into it, unless that is markup already. */
function markup(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(strings.reduce((source, text, i) => `${source}${write(parts[i - 1])}${text}`));
}

function write(part: Part): string {
  if (part === undefined) return "";
  if (part instanceof Markup) return part.source;
  if (typeof part === "object") return part.map(({ source }) => source).join("");
  return String(part).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** One case and what each subject made of it, in the order of the subjects. */
interface Row {
  first: CaseResult;
  results: readonly (CaseResult | undefined)[];
}

/** The report as one self-contained page: subjects across, cases down, each failure opening to its evidence. */
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
<p>${rows.length} cases of @sse/conformance ${reports[0]?.suite}, run ${reports[0]?.date.slice(0, 10)} on ${[...new Set(reports.map(({ runtime }) => runtime))].join(", ")}.</p>
<p class="legend">${verdicts.map((verdict) => markup`<span class="${classOf(verdict)}">${verdict}</span> `)}</p>
</header>
<main>
<section aria-labelledby="overview"><h2 id="overview">Overview</h2>${overview(reports)}</section>
<section aria-labelledby="cases"><h2 id="cases">Cases</h2>
${filters(reports)}
<p id="shown" role="status">${rows.length} cases</p>
${categories.map((category) => section(category, reports, rows))}
</section>
</main>
<script>${new Markup(script)}</script>
</body>
</html>
`;
  return page.source;
}

function rowsOf(reports: readonly Report[]): Row[] {
  const byId = reports.map(({ results }) => new Map(results.map((result) => [result.id, result])));
  const firsts = new Map(reports.flatMap(({ results }) => results.map((result) => [result.id, result] as const)).reverse());
  const inOrder = [...firsts.values()].reverse().sort((a, b) => categories.indexOf(a.category) - categories.indexOf(b.category));
  return inOrder.map((first) => ({ first, results: byId.map((results) => results.get(first.id)) }));
}

function overview(reports: readonly Report[]): Markup {
  const present = categories.filter((category) => reports.some(({ results }) => results.some((result) => result.category === category)));
  return markup`<div class="scroll" role="region" aria-labelledby="overview" tabindex="0"><table class="overview">
<thead><tr><th scope="col">Subject</th>${present.map((category) => markup`<th scope="col">${category}</th>`)}<th scope="col">fails</th></tr></thead>
<tbody>${reports.map(
    (report) => markup`<tr><th scope="row">${report.subject.name} <small>${report.subject.version}</small></th>${present.map((category) =>
      overviewCell(report.results.filter((result) => result.category === category)),
    )}<td>${fails(report.results)}</td></tr>
`,
  )}</tbody></table></div>
<p class="note">Passed of those that the subject claims. “fails” counts requirements and, in brackets, recommendations.</p>`;
}

function overviewCell(results: readonly CaseResult[]): Markup {
  const counts = count(results);
  const of = possible(results);
  if (of === 0) return markup`<td class="unclaimed"><span aria-hidden="true">–</span><span class="unseen">none claimed</span></td>`;
  const verdict = counts.fail > 0 ? "fail" : counts["not run"] > 0 ? "not run" : "pass";
  return markup`<td class="${classOf(verdict)}">${counts.pass}<small> of ${of}</small></td>`;
}

function fails(results: readonly CaseResult[]): string {
  const grave = results.filter((result) => isGrave(result)).length;
  const light = results.filter((result) => result.verdict === "fail" && !isGrave(result)).length;
  return light > 0 ? `${grave} (${light})` : String(grave);
}

/** Hidden until the script shows them: without it they would do nothing. */
function filters(reports: readonly Report[]): Markup {
  const option = (text: string): Markup => markup`<option>${text}</option>`;
  return markup`<form id="filters" hidden>
<label>Category <select name="category"><option value="">all</option>${categories.map(option)}</select></label>
<label>Level <select name="level"><option value="">all</option>${levels.map(option)}</select></label>
<label>Verdict <select name="verdict"><option value="">any</option>${verdicts.map(option)}</select></label>
${reports.length > 1 ? markup`<label>of <select name="subject"><option value="">any subject</option>${reports.map((report, i) => markup`<option value="${i}">${nameOf(report)}</option>`)}</select></label>` : undefined}
<label>Text <input name="text" type="search" size="18"></label>
</form>`;
}

function section(category: Category, reports: readonly Report[], rows: readonly Row[]): Markup {
  const ours = rows.filter(({ first }) => first.category === category);
  if (ours.length === 0) return markup``;
  const failing = ours.filter(({ results }) => results.some((result) => result?.verdict === "fail")).length;
  const heading = `category-${category}`;
  return markup`<section class="category" aria-labelledby="${heading}"><h3 id="${heading}">${category} <small>${ours.length} cases, ${failing} with a failure</small></h3>
<table class="cases" role="table"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Case</th>${reports.map(
    (report) => markup`<th role="columnheader" scope="col" class="subject"><span>${nameOf(report)}</span></th>`,
  )}</tr></thead>
<tbody role="rowgroup">${ours.map((row) => rowMarkup(row, reports))}</tbody></table></section>
`;
}

function rowMarkup({ first, results }: Row, reports: readonly Report[]): Markup {
  const failures = results.flatMap((result, i) => (result?.verdict === "fail" ? [{ result, i }] : []));
  const counted = countInWords(results.filter((result) => result !== undefined));
  return markup`<tr role="row" id="${first.id}" data-category="${first.category}" data-level="${first.level}"><th role="rowheader" scope="row"><span class="title">${first.title}</span>
<span class="about"><code>${first.id}</code> <span class="level">${first.level}</span> <a href="${first.spec}">specification<span class="unseen"> of ${first.id}</span></a></span>
<span class="counted">${counted}</span>${
    failures.length > 0
      ? markup`<details><summary>${failures.length === 1 ? "1 failure" : `${failures.length} failures`}<span class="unseen"> of ${first.id}</span></summary>${failures.map(
          ({ result, i }) => evidence(result, reports[i], failureId(result, i)),
        )}</details>`
      : undefined
  }</th>${results.map((result, i) => verdictCell(result, reports[i], i))}</tr>
`;
}

const failureId = (result: CaseResult, subject: number): string => `${result.id}/${subject}`;

/** The word is the cell's text, and what is read aloud; the sign that is seen is the style's. */
function verdictCell(result: CaseResult | undefined, report: Report | undefined, i: number): Markup {
  const verdict = result?.verdict ?? "not run";
  const open = markup`<td role="cell" class="${classOf(verdict)}"`;
  if (result?.verdict === "fail") {
    return markup`${open}><a href="#${failureId(result, i)}"><b>fail</b><span class="name"> ${report && nameOf(report)}</span></a></td>`;
  }
  const why =
    verdict === "not run" || verdict === "not possible" ? markup` title="${result?.reason ?? "not part of that run"}"` : undefined;
  return markup`${open}${why}><b>${verdict}</b></td>`;
}

function evidence({ failure, spec, level }: CaseResult, report: Report | undefined, id: string): Markup {
  const { message, expected, got, bytes, stack } = failure ?? { message: "no failure was recorded" };
  const entry = (name: string, text: string | undefined): Markup =>
    text === undefined ? markup`` : markup`<dt>${name}</dt><dd><pre tabindex="0">${text}</pre></dd>`;
  return markup`<div class="evidence" id="${id}"><h4>${report && nameOf(report)}</h4><p>${message}</p>
<dl>${entry("bytes", bytes)}${entry("expected", expected)}${entry("got", got)}${entry("stack", stack)}<dt>${level}</dt><dd><a href="${spec}">${spec}</a></dd></dl></div>`;
}

function classOf(verdict: Verdict): string {
  return verdict === "not claimed" || verdict === "not possible" ? "unclaimed" : verdict === "not run" ? "unrun" : verdict;
}
