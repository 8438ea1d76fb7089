import type { Cell } from "./cells.ts";
import type { Client } from "./clients.ts";
import { type Findings, range } from "./findings.ts";

/** The parts of the documents, in Markdown. Paths in links are relative to the folder `to`, as `../` is. */
export class Tables {
  readonly #findings: Findings;
  readonly #to: string;

  constructor(findings: Findings, to: string) {
    this.#findings = findings;
    this.#to = to;
  }

  /** Passed of possible for every runtime and some clients. A number refers to the list of deviations, a letter to the lines below the table. */
  support(of: readonly Client[]): string {
    const rows = this.#findings.runtimes.map((runtime) => [
      this.#findings.titleOf(runtime),
      ...of.map((client) => this.#cell({ runtime, client })),
    ]);
    const reasons = this.#findings.reasonsFor(of).map(({ letter, reason }) => `- (${letter}) ${reason.what} ${this.#more(reason.link)}`);
    return [table(["", ...of.map(({ title }) => title)], rows, "-:"), reasons.join("\n")].filter(Boolean).join("\n\n");
  }

  /** The deviations, in the order of their numbers, and where the run found them. */
  deviations(): string {
    const rows = this.#findings.deviations.map(({ deviation, number, where }) => {
      const { what, advice, link } = deviation;
      return [String(number), `${what} ${this.#more(link)}`, where, advice];
    });
    return table(["", "what the platform does", "where", "what to do"], rows);
  }

  /** One line for each runtime: the lowest and the highest number of cases that a client passes there. */
  summary(): string {
    const rows = this.#findings.summaries().map(({ runtime, clients, passed, possible }) => {
      return [this.#findings.titleOf(runtime), String(clients), range(passed), range(possible)];
    });
    return table(["runtime", "clients and versions", "passed", "possible"], rows, "-:");
  }

  #cell(cell: Cell): string {
    const found = this.#findings.cell(cell);
    if (found.kind === "empty") return `– (${found.letter})`;
    if (found.kind === "not run") return "not run";
    const { passed, possible, deviations } = found;
    return passed === possible ? String(passed) : `${passed} of ${possible} (${deviations.join(", ")})`;
  }

  #more(link: string): string {
    return `([more](${link.startsWith("https:") ? link : `${this.#to}${link}`}))`;
  }
}

function table(head: readonly string[], rows: readonly (readonly string[])[], alignment = "-"): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    line(head),
    `|-|${head
      .slice(1)
      .map(() => `${alignment}|`)
      .join("")}`,
    ...rows.map(line),
  ].join("\n");
}
