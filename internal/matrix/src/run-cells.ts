import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { Cell } from "./cells.ts";
import { runInProcess } from "./hosts/process.ts";
import { broken, type Judgement, judge } from "./judge.ts";
import { layOut, packAll } from "./project.ts";
import type { Order } from "./suite.ts";

/** Runs cells, as many at a time as there are cores, and gives what each of them found in the order of the cells. */
export async function runCells(cells: readonly Cell[], order: Order, onJudgement: (judgement: Judgement) => void): Promise<Judgement[]> {
  const temporary = realpathSync(mkdtempSync(join(tmpdir(), "sse-matrix-")));
  try {
    const packed = join(temporary, "packed");
    await packAll(packed);
    const judgements = new Map<Cell, Judgement>();
    const queue = cells.entries();
    const work = async (): Promise<void> => {
      for (const [index, cell] of queue) {
        const project = layOut(join(temporary, String(index)), packed, cell.client);
        const judgement = await runInProcess(cell, project, order).then(
          (report) => judge(cell, report),
          (error: unknown) => broken(cell, error),
        );
        judgements.set(cell, judgement);
        onJudgement(judgement);
        rmSync(project, { recursive: true, force: true });
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, work));
    return cells.flatMap((cell) => judgements.get(cell) ?? []);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
