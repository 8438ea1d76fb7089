import { type Cell, cellsOf, type Impossibility, impossibility } from "./cells.ts";
import { type Client, clients } from "./clients.ts";
import { type Deviation, deviations } from "./deviations.ts";
import { type CellResult, nameOf, type Results } from "./results.ts";
import { type Runtime, runtimes } from "./runtimes.ts";

/** A deviation that the run met. */
export interface FoundDeviation {
  readonly number: number;
  readonly deviation: Deviation;
  /** The runtimes, and the clients if not all that use the runtime's `fetch` are concerned. */
  readonly where: string;
}

/** Why some cells are empty. */
export interface EmptyReason {
  readonly letter: string;
  readonly reason: Impossibility;
}

/** What a document shows in a cell. */
export type CellFinding =
  | { readonly kind: "result"; readonly passed: number; readonly possible: number; readonly deviations: readonly number[] }
  | { readonly kind: "empty"; readonly letter: string }
  | { readonly kind: "not run" };

/** The results of one runtime over all its clients. */
export interface RuntimeSummary {
  readonly runtime: Runtime;
  readonly clients: number;
  readonly passed: readonly number[];
  readonly possible: readonly number[];
}

/** What the kept results say, as the documents and the page number it. */
export class Findings {
  readonly date: string;
  readonly runtimes: readonly Runtime[] = runtimes();
  readonly deviations: readonly FoundDeviation[];
  readonly reasons: readonly EmptyReason[];
  readonly #cells: Results["cells"];

  constructor({ date, cells }: Results) {
    this.date = date;
    this.#cells = cells;
    this.deviations = this.#findDeviations();
    this.reasons = this.#findReasons();
  }

  /** With the version as the runtime called itself, where the machine brings it. */
  titleOf(runtime: Runtime): string {
    if (runtime.version !== undefined) return runtime.title;
    const name = clients.map((client) => this.#cells[nameOf({ runtime, client })]?.runtime).find(Boolean);
    return `${runtime.title} ${/\d+/.exec(name ?? "")?.[0] ?? ""}`.trim();
  }

  cell(cell: Cell): CellFinding {
    const impossible = impossibility(cell.runtime, cell.client);
    if (impossible) return { kind: "empty", letter: this.#letterOf(impossible) };
    const result = this.#cells[nameOf(cell)];
    if (!result) return { kind: "not run" };
    const met = this.deviations.filter(({ deviation }) => applies(deviation, cell, result));
    return { kind: "result", passed: result.passed, possible: result.possible, deviations: met.map(({ number }) => number) };
  }

  /** The reasons for the empty cells of some clients. */
  reasonsFor(of: readonly Client[]): EmptyReason[] {
    const found = this.runtimes.flatMap((runtime) => of.map((client) => impossibility(runtime, client)?.what));
    return this.reasons.filter(({ reason }) => found.includes(reason.what));
  }

  summaries(): RuntimeSummary[] {
    return this.runtimes.map((runtime) => {
      const results = clients.flatMap((client) => this.#cells[nameOf({ runtime, client })] ?? []);
      return {
        runtime,
        clients: results.length,
        passed: results.map(({ passed }) => passed),
        possible: results.map(({ possible }) => possible),
      };
    });
  }

  #letterOf({ what }: Impossibility): string {
    return this.reasons.find(({ reason }) => reason.what === what)?.letter ?? "";
  }

  #findReasons(): EmptyReason[] {
    const all = clients.flatMap((client) => this.runtimes.flatMap((runtime) => impossibility(runtime, client) ?? []));
    const distinct = new Map(all.map((reason) => [reason.what, reason]));
    return [...distinct.values()].map((reason, index) => ({ letter: String.fromCharCode("a".charCodeAt(0) + index), reason }));
  }

  #findDeviations(): FoundDeviation[] {
    const all = cellsOf(this.runtimes);
    return deviations
      .flatMap((deviation) => {
        const cells = all.filter((cell) => applies(deviation, cell, this.#cells[nameOf(cell)]));
        return cells.length === 0 ? [] : [{ deviation, where: this.#placesOf(cells, all) }];
      })
      .map((found, index) => ({ ...found, number: index + 1 }));
  }

  #placesOf(cells: readonly Cell[], all: readonly Cell[]): string {
    const groups = Map.groupBy(cells, ({ runtime }) => runtime);
    const usingFetch = (runtime: Runtime): number =>
      all.filter((cell) => cell.runtime === runtime && /^(fetch|ky|axios-fetch)$/.test(cell.client.subject)).length;
    const places = [...groups].map(([runtime, found]) => {
      const subjects = new Set(found.map(({ client }) => client.subject));
      const clientsThere =
        found.length >= usingFetch(runtime) || subjects.size > 1 ? "" : ` with ${[...subjects].join(", ").replace("-", " ")}`;
      return `${this.titleOf(runtime)}${clientsThere}`;
    });
    return places.join(", ");
  }
}

const applies = ({ where, cases }: Deviation, cell: Cell, result: CellResult | undefined): boolean =>
  where(cell) && (result?.failed ?? []).some((id) => cases.includes(id));

/** The lowest and the highest of some numbers, as "594 to 605". */
export function range(numbers: readonly number[]): string {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  return numbers.length === 0 ? "not run" : low === high ? String(low) : `${low} to ${high}`;
}
