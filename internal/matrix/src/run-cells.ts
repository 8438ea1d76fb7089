import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { connectServer, serve } from "@sse/conformance/server";
import type { Cell } from "./cells.ts";
import { Hosts } from "./hosts.ts";
import { broken, type Judgement, judge, withRepeated } from "./judge.ts";
import { layOut, packAll } from "./project.ts";
import type { CellReport, Order } from "./suite.ts";

/**
 * Runs cells, as many at a time as there are cores, and gives what each of them found in the order of the cells.
 *
 * What a cell finds unexpectedly is run again when everything else is over, and that counts: a busy machine fails no case. A cell that
 * couldn't run at all runs again as a whole.
 */
export async function runCells(
  cells: readonly Cell[],
  orderFor: (cell: Cell) => Order,
  onJudgement: (judgement: Judgement) => void,
  onDoubt: (cell: Cell, reason: string) => void,
): Promise<Judgement[]> {
  const temporary = realpathSync(mkdtempSync(join(tmpdir(), "sse-matrix-")));
  const served = await serve();
  const server = await connectServer(served.control);
  const hosts = new Hosts(server, served.control);
  const packed = join(temporary, "packed");
  const judgements = new Map<Cell, Judgement>();
  const doubtful = new Map<Cell, CellReport | undefined>();

  const run = async (cell: Cell, ordered: Order): Promise<CellReport> => {
    const project = layOut(mkdtempSync(join(temporary, "cell-")), packed, cell.client);
    return hosts.run(cell, project, ordered).finally(() => rmSync(project, { recursive: true, force: true }));
  };
  const settle = (judgement: Judgement): void => {
    judgements.set(judgement.cell, judgement);
    onJudgement(judgement);
  };
  const runOnce = async (cell: Cell): Promise<void> => {
    try {
      const report = await run(cell, orderFor(cell));
      const judgement = judge(cell, report);
      if (judgement.unexpected.length === 0) return settle(judgement);
      doubtful.set(cell, report);
      onDoubt(cell, judgement.unexpected.join(", "));
    } catch (error) {
      doubtful.set(cell, undefined);
      onDoubt(cell, String(error).split("\n", 1)[0] ?? "");
    }
  };
  const runAgain = async (cell: Cell, report: CellReport | undefined): Promise<Judgement> => {
    if (!report)
      return run(cell, orderFor(cell)).then(
        (whole) => judge(cell, whole),
        (error: unknown) => broken(cell, error),
      );
    const again = run(cell, { ...orderFor(cell), ids: judge(cell, report).unexpected });
    return judge(cell, withRepeated(report, await again.catch(() => report)));
  };

  try {
    await packAll(packed);
    const queue = cells.values();
    const work = async (): Promise<void> => {
      for (const cell of queue) await runOnce(cell);
    };
    await Promise.all(Array.from({ length: availableParallelism() }, work));
    for (const [cell, report] of doubtful) settle(await runAgain(cell, report));
    return cells.flatMap((cell) => judgements.get(cell) ?? []);
  } finally {
    await hosts.close();
    await server.close();
    await served.close();
    rmSync(temporary, { recursive: true, force: true });
  }
}
