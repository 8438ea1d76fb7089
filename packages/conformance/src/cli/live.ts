import type { CaseResult } from "../report.ts";
import { type Paint, prettyHead, prettyResult } from "../reports/pretty.ts";
import type { ReportHead } from "./isolation.ts";

/**
 * Shows results as they come: the failures in full, and where standard output isn't a terminal a line for each pass as well. On a terminal one line on
 * standard error says how far the run is.
 */
export class Live {
  readonly #paint: Paint;
  /** Whether standard output gets the results, and not a report in another format. */
  readonly #toOutput: boolean;
  #subject = "";
  #failed = 0;

  constructor(paint: Paint, toOutput: boolean) {
    this.#paint = paint;
    this.#toOutput = toOutput;
  }

  subject(head: ReportHead): void {
    this.#subject = head.subject.name;
    this.#failed = 0;
    this.#print(`${prettyHead(head, this.#paint)}\n`);
  }

  result(result: CaseResult, index: number, total: number): void {
    if (result.verdict === "fail" && result.known === undefined) this.#failed++;
    const passes = !process.stdout.isTTY;
    if (result.verdict !== "pass" || passes) this.#print(prettyResult(result, this.#paint));
    if (!process.stderr.isTTY) return;
    const line = `${this.#subject}  ${index}/${total}${this.#failed > 0 ? `, ${this.#failed} failed` : ""}  ${result.id}`;
    process.stderr.write(`\r\u001b[K${line.slice(0, (process.stderr.columns || 80) - 1)}`);
  }

  clear(): void {
    if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  }

  #print(text: string): void {
    if (!this.#toOutput || text === "") return;
    this.clear();
    process.stdout.write(text);
  }
}
