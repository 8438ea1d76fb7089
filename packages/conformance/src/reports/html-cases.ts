import { type Category, categories, levels } from "../case.ts";
import type { CaseResult, Report, Verdict } from "../report.ts";
import { type Markup, markup } from "./markup.ts";
import type { Row } from "./rows.ts";
import { count, nameOf, possible, verdicts } from "./summary.ts";

/** Every case, folded by category: a list for one subject, a table for several. */
export function casesSection(reports: readonly Report[], rows: readonly Row[]): Markup {
  return markup`<section aria-labelledby="cases"><h2 id="cases">All cases</h2>
${filters(reports)}
<p id="shown" role="status">${rows.length} cases</p>
${categories.map((category) => categorySection(category, reports, rows))}
</section>`;
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

function categorySection(category: Category, reports: readonly Report[], rows: readonly Row[]): Markup {
  const ours = rows.filter(({ first }) => first.category === category);
  if (ours.length === 0) return markup``;
  const results = ours.flatMap((row) => row.results.filter((result) => result !== undefined));
  const counted = reports.length === 1 ? passedOf(results) : `${ours.length} cases`;
  return markup`<details class="category"><summary><h3>${category} <small>${counted}</small></h3></summary>
<div class="scroll"><table class="cases${reports.length === 1 ? " single" : ""}"><thead><tr><th scope="col">Case</th>${reports.map(
    (report) => markup`<th scope="col" class="subject"><span>${reports.length === 1 ? "verdict" : nameOf(report)}</span></th>`,
  )}</tr></thead>
<tbody>${ours.map((row) => rowMarkup(row, reports))}</tbody></table></div></details>
`;
}

export const passedOf = (results: readonly CaseResult[]): string =>
  possible(results) === 0 ? "not claimed" : `${count(results).pass} of ${possible(results)}`;

/** A case that fails has its article above: the row leads there. */
function rowMarkup({ first, results }: Row, reports: readonly Report[]): Markup {
  const failing = results.some((result) => result?.verdict === "fail");
  const id = failing ? undefined : markup` id="${first.id}"`;
  return markup`<tr${id} data-category="${first.category}" data-level="${first.level}"><th scope="row"><span class="title">${failing ? markup`<a href="#${first.id}">${first.title}</a>` : first.title}</span>
<span class="about"><code>${first.id}</code> <span class="level">${first.level}</span> <a href="${first.spec}">specification<span class="unseen"> of ${first.id}</span></a></span></th>${results.map((result, i) => verdictCell(result, reports[i]))}</tr>
`;
}

/** The word is the cell's text, and what is read aloud. The sign that is seen is the style's. */
function verdictCell(result: CaseResult | undefined, report: Report | undefined): Markup {
  const verdict = result?.verdict ?? "not run";
  const reason = result === undefined ? "not part of that run" : result.reason;
  const why = reason === undefined ? undefined : markup` title="${reason}"`;
  return markup`<td class="${classOf(verdict)}"${why} data-name="${report && nameOf(report)}"><b>${verdict}</b></td>`;
}

export function classOf(verdict: Verdict): string {
  return verdict === "not claimed" || verdict === "not possible" ? "unclaimed" : verdict === "not run" ? "unrun" : verdict;
}
