import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Client, clients } from "./clients.ts";
import type { Findings } from "./findings.ts";
import type { Runtime } from "./runtimes.ts";

const repository = "https://github.com/sse-js/sse/blob/main/";

/** The matrix as one HTML file that needs nothing else: no script, no font, no picture. */
export function page(findings: Findings): string {
  const style = readFileSync(join(import.meta.dirname, "page.css"), "utf8");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The matrix: @sse in every runtime</title>
<style>
${style}</style>
</head>
<body>
<header>
<h1>The matrix</h1>
<p>The <a href="${repository}packages/conformance/README.md">conformance suite</a>, run on the packed packages in every runtime that we support, with the lowest and the newest version of each client that we support.</p>
<p class="note">Last run: ${findings.date}. A number is how many cases pass. <span class="nowrap">602/604 <small>3</small></span> means that 602 of the 604 that are possible there pass, and the others fail because of <a href="#deviation-3">deviation 3</a>. <span class="nowrap">– <small>a</small></span> means that the client can't stream there, for <a href="#empty">reason a</a>.</p>
</header>
<main>
${cellsTable(findings)}
<section>
<h2 id="deviations">Deviations</h2>
<p>Each is a fault or a choice of the platform, and fails cases of the suite there. A case that fails without being listed fails the run. So does a listed case that passes again, except where it depends on timing.</p>
${deviationsTable(findings)}
</section>
<section>
<h2 id="empty">Empty cells</h2>
<ul class="plain">
${findings.reasons.map(({ letter, reason }) => `<li id="empty-${letter}"><b>${letter}</b> ${prose(reason.what)} ${more(reason.link)}</li>`).join("\n")}
</ul>
</section>
</main>
</body>
</html>
`;
}

/** One row for each runtime. On a narrow screen the cells become lines. */
function cellsTable(findings: Findings): string {
  const adapters = Map.groupBy(clients, ({ adapter }) => adapter);
  const groups = [...adapters].map(
    ([adapter, { length }]) =>
      `<th scope="colgroup" colspan="${length}"><a href="${repository}packages/${adapter.replace("@sse/", "")}/README.md">${adapter}</a></th>`,
  );
  const names = clients.map((client) => `<th scope="col"${startOf(client)}>${escaped(client.title)}</th>`);
  return `<table class="cells">
<thead>
<tr><th rowspan="2" scope="col">runtime</th>${groups.join("")}</tr>
<tr>${names.join("")}</tr>
</thead>
<tbody>
${findings.runtimes.map((runtime) => row(findings, runtime)).join("\n")}
</tbody>
</table>`;
}

function row(findings: Findings, runtime: Runtime): string {
  const cells = clients.map((client) => {
    const { kind, text } = cell(findings, runtime, client);
    return `<td class="${kind}"${startOf(client)} data-name="${escaped(client.title)}">${text}</td>`;
  });
  return `<tr><th scope="row">${escaped(findings.titleOf(runtime))}</th>${cells.join("")}</tr>`;
}

/** A line in front of an adapter's first column. */
const startOf = (client: Client): string => {
  const before = clients[clients.indexOf(client) - 1];
  return before?.adapter === client.adapter ? "" : " data-start";
};

function cell(findings: Findings, runtime: Runtime, client: Client): { kind: string; text: string } {
  const found = findings.cell({ runtime, client });
  if (found.kind === "not run") return { kind: "unrun", text: "not run" };
  if (found.kind === "empty") return { kind: "empty", text: `– <small><a href="#empty-${found.letter}">${found.letter}</a></small>` };
  const { passed, possible, deviations } = found;
  if (passed === possible) return { kind: "whole", text: `${passed}` };
  const numbers = deviations.map((number) => `<a href="#deviation-${number}">${number}</a>`).join(", ");
  return { kind: "deviates", text: `${passed}/${possible} <small>${numbers}</small>` };
}

function deviationsTable(findings: Findings): string {
  const rows = findings.deviations.map(({ number, deviation, where }) => {
    const { what, advice, link } = deviation;
    return `<tr id="deviation-${number}"><th scope="row">${number}</th><td>${prose(what)} ${more(link)}</td><td data-name="where">${escaped(where)}</td><td data-name="what to do">${prose(advice)}</td></tr>`;
  });
  return `<table class="deviations">
<thead><tr><th scope="col"></th><th scope="col">what the platform does</th><th scope="col">where</th><th scope="col">what to do</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>`;
}

const more = (link: string): string => `<a href="${escaped(link.startsWith("https:") ? link : `${repository}${link}`)}">more</a>`;

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** A sentence with code between backticks. */
const prose = (text: string): string => escaped(text).replace(/`([^`]+)`/g, "<code>$1</code>");
