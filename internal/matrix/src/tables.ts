import { type Cell, cellsOf, impossibility } from "./cells.ts";
import { type Client, clients } from "./clients.ts";
import { type Deviation, deviations } from "./deviations.ts";
import { type CellResult, nameOf, type Results } from "./results.ts";
import { type Runtime, runtimes } from "./runtimes.ts";

/** The tables of the documents, made from the kept results. Paths in links are relative to the folder `to`, as `../` is. */
export class Tables {
  readonly #results: Results;

  constructor(results: Results) {
    this.#results = results;
  }

  get date(): string {
    return this.#results.date;
  }

  /** Passed of possible for every runtime and some clients. A number refers to the list of deviations. */
  support(of: readonly Client[]): string {
    const rows = runtimes().map((runtime) => [this.#titleOf(runtime), ...of.map((client) => this.#cell({ runtime, client }))]);
    return table(["", ...of.map(({ title }) => title)], rows, "-:");
  }

  /** The deviations, in the order of their numbers, and where the run found them. */
  deviations(to: string): string {
    const rows = this.#found().map(({ deviation, number, where }) => {
      const { what, advice, link } = deviation;
      const target = link.startsWith("https:") ? link : `${to}${link}`;
      return [String(number), `${what} ([more](${target}))`, where, advice];
    });
    return table(["", "what the platform does", "where", "what to do"], rows);
  }

  /** Where clients can't stream, whatever we do. */
  impossible(): string {
    const reasons = runtimes().flatMap((runtime) =>
      clients.flatMap((client) => {
        const reason = impossibility(runtime, client);
        return reason === undefined || client.subject === "undici-module" ? [] : [{ reason, client, runtime }];
      }),
    );
    const groups = Map.groupBy(reasons, ({ reason, client }) => `${client.title.replace(/ (\d+)[\d.]+/, " $1")}: ${reason}`);
    return [...groups.keys()].map((line) => `- ${line}`).join("\n");
  }

  /** One line for each runtime: the lowest and the highest number of cases that a client passes there. */
  summary(): string {
    const rows = runtimes().map((runtime) => {
      const results = this.#resultsOf(clients.map((client) => ({ runtime, client })));
      const counts = results.map(({ passed, possible }) => ({ passed, possible }));
      const passed = counts.map((it) => it.passed);
      const possible = counts.map((it) => it.possible);
      return [this.#titleOf(runtime), String(results.length), range(passed), range(possible)];
    });
    return table(["runtime", "clients and versions", "passed", "possible"], rows, "-:");
  }

  #resultsOf(cells: readonly Cell[]): CellResult[] {
    return cells.flatMap((cell) => this.#results.cells[nameOf(cell)] ?? []);
  }

  /** With the version as the runtime called itself, where the machine brings it. */
  #titleOf(runtime: Runtime): string {
    if (runtime.version !== undefined) return runtime.title;
    const name = clients.map((client) => this.#results.cells[nameOf({ runtime, client })]?.runtime).find(Boolean);
    return `${runtime.title} ${/\d+/.exec(name ?? "")?.[0] ?? ""}`.trim();
  }

  #cell(cell: Cell): string {
    const result = this.#results.cells[nameOf(cell)];
    if (impossibility(cell.runtime, cell.client) !== undefined) return "–";
    if (!result) return "not run";
    if (result.failed.length === 0) return `${result.passed}`;
    const numbers = this.#found().filter(({ deviation }) => applies(deviation, cell, result.failed));
    return `${result.passed} of ${result.possible} (${numbers.map(({ number }) => number).join(", ")})`;
  }

  /** The deviations that the run met, numbered. */
  #found(): { deviation: Deviation; number: number; where: string }[] {
    const all = cellsOf(runtimes());
    const met = deviations.flatMap((deviation) => {
      const cells = all.filter((cell) => applies(deviation, cell, this.#results.cells[nameOf(cell)]?.failed ?? []));
      return cells.length === 0 ? [] : [{ deviation, where: this.#placesOf(cells, all) }];
    });
    return met.map((it, index) => ({ ...it, number: index + 1 }));
  }

  #placesOf(cells: readonly Cell[], all: readonly Cell[]): string {
    const groups = Map.groupBy(cells, ({ runtime }) => runtime);
    const usingFetch = (runtime: Runtime): number =>
      all.filter((cell) => cell.runtime === runtime && /^(fetch|ky|axios-fetch)$/.test(cell.client.subject)).length;
    const places = [...groups].map(([runtime, found]) => {
      const subjects = new Set(found.map(({ client }) => client.subject));
      const clientsThere =
        found.length >= usingFetch(runtime) || subjects.size > 1 ? "" : ` with ${[...subjects].join(", ").replace("-", " ")}`;
      return `${this.#titleOf(runtime)}${clientsThere}`;
    });
    return places.join(", ");
  }
}

const applies = ({ where, cases }: Deviation, cell: Cell, failed: readonly string[]): boolean =>
  where(cell) && failed.some((id) => cases.includes(id));

function range(numbers: readonly number[]): string {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  return numbers.length === 0 ? "not run" : low === high ? String(low) : `${low} to ${high}`;
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
