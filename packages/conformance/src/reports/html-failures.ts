import type { CaseResult, Report } from "../report.ts";
import { type Markup, markup } from "./markup.ts";
import { failuresByRule, type Row, ruleName } from "./rows.ts";
import { nameOf } from "./summary.ts";

/** What fails, by rule. A case's ID is the ID of its article, and leads to it. */
export function failuresSection(reports: readonly Report[], rows: readonly Row[]): Markup {
  const rules = [...failuresByRule(rows)];
  if (rules.length === 0) return markup``;
  return markup`<section aria-labelledby="failures"><h2 id="failures">Failures</h2>
${rules.map(
  (
    [spec, failing],
    i,
  ) => markup`<section class="rule" aria-labelledby="rule-${i}"><h3 id="rule-${i}"><a href="${spec}">${ruleName(spec)}</a> <small>${failing.length === 1 ? "1 case" : `${failing.length} cases`}</small></h3>
${failing.map((row) => failedCase(row, reports))}</section>
`,
)}</section>`;
}

function failedCase({ first, results }: Row, reports: readonly Report[]): Markup {
  const failures = results.flatMap((result, i) => (result?.verdict === "fail" ? [{ result, report: reports[i] }] : []));
  const single = reports.length === 1;
  return markup`<article id="${first.id}" class="failed ${first.level}"><h4>${first.title}</h4>
<p class="about"><code>${first.id}</code> <span class="level">${first.level}</span></p>
${failures.map(({ result, report }) =>
  single
    ? evidence(result)
    : markup`<details><summary>${report && nameOf(report)}${result.known === undefined ? "" : " (known)"}<span class="unseen">: why it fails ${first.id}</span></summary>${evidence(result)}</details>`,
)}</article>
`;
}

function evidence({ failure, known }: CaseResult): Markup {
  const { message, expected, got, bytes, stack } = failure ?? { message: "no failure was recorded" };
  const entry = (name: string, text: string | undefined): Markup =>
    text === undefined ? markup`` : markup`<dt>${name}</dt><dd><pre>${text}</pre></dd>`;
  return markup`<div class="evidence"><p>${message}</p>${known === undefined ? undefined : markup`<p class="note">Known: ${known}</p>`}
<dl>${entry("bytes", bytes)}${entry("expected", expected)}${entry("got", got)}${entry("stack", stack)}</dl></div>`;
}
